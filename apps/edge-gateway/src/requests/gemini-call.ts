import { tryDecodeURIComponent } from 'hono/utils/url'

/**
 * `/v1beta/models/google/gemini-2.5-pro:generateContent`; the official SDK also uses `/v1`, and encodes the slash.
 * `@ai-sdk/google` omits `models/` before a model whose name has a slash.
 */
const GEMINI_CALL = /^\/(?:v1(?:beta)?\/models|v1beta)\/(.+):([A-Za-z]+)$/
/** The same SDK configured for Vertex AI, with a project or with a key alone. */
const VERTEX_CALL =
  /^\/v1beta1?\/(?:projects\/[^/]+\/locations\/[^/]+\/)?publishers\/([^/]+)\/models\/(.+):([A-Za-z]+)$/

/** The model and the method in a path of Gemini's API. */
export const readGeminiCall = (path: string): { model: string; method: string } | null => {
  const vertex = VERTEX_CALL.exec(path)
  if (vertex) return { model: tryDecodeURIComponent(`${vertex[1]}/${vertex[2]}`), method: vertex[3]! }
  const match = GEMINI_CALL.exec(path)
  return match ? { model: tryDecodeURIComponent(match[1]!), method: match[2]! } : null
}
