import { z } from 'zod'
import type { DiscoveredProvider } from '../discovered-provider.ts'

const PROBE_TIMEOUT_MS = 300

/** https://github.com/ollama/ollama/blob/main/docs/api.md, "List Local Models" */
const tagsAnswer = z.object({
  models: z.array(
    z.object({ name: z.string(), details: z.object({ family: z.string().optional() }).optional() }),
  ),
})

/** Returns the models of a running Ollama as a provider; null if there is none. */
export const discoverOllama = async (
  env: NodeJS.ProcessEnv,
  fetchUrl: typeof fetch = fetch,
): Promise<DiscoveredProvider | null> => {
  const origin = ollamaOrigin(env.OLLAMA_HOST)
  if (origin === null) return null
  const tags = await readTags(`${origin}/api/tags`, fetchUrl)
  const models = tags?.models ?? []
  if (models.length === 0) return null
  return {
    id: 'ollama',
    dialect: 'openai-chat',
    base_url: `${origin}/v1`,
    models: models.map(({ name, details }) => ({
      id: `ollama/${name}`,
      upstream_model: name,
      ...(details?.family?.includes('bert') ? { output: 'embeddings' as const } : {}),
    })),
  }
}

const readTags = async (url: string, fetchUrl: typeof fetch): Promise<z.output<typeof tagsAnswer> | null> => {
  try {
    const response = await fetchUrl(url, { signal: AbortSignal.timeout(PROBE_TIMEOUT_MS) })
    return response.ok ? tagsAnswer.parse(await response.json()) : null
  } catch {
    // Nothing listens there, or another program.
    return null
  }
}

/** Parses OLLAMA_HOST as Ollama does: a host, host:port or URL. The listen address 0.0.0.0 means this machine. */
export const ollamaOrigin = (host: string | undefined): string | null => {
  const text = host?.trim() || '127.0.0.1:11434'
  const hasScheme = /^https?:\/\//.test(text)
  const url = URL.parse(hasScheme ? text : `http://${text}`)
  if (url === null) return null
  if (url.hostname === '0.0.0.0') url.hostname = '127.0.0.1'
  if (url.port === '' && !hasScheme) url.port = '11434'
  return url.origin
}
