import type { OperationName } from '@gptget/contracts'
import type { RequestTarget } from '@gptget/http'
import type { InboundRequest } from '../../pipeline/request/inbound-request.ts'
import { readGeminiCall } from '../../requests/gemini-call.ts'

/** The properties of a generation that its path determines. */
export type AskedAtPath = Pick<InboundRequest, 'dialect'> &
  Partial<Pick<InboundRequest, 'operation' | 'framing' | 'pathFields'>>

/** The paths of generations in each dialect; Gemini's paths contain more. */
const PATHS: Readonly<Record<string, AskedAtPath>> = {
  '/v1/chat/completions': { dialect: 'openai-chat' },
  '/v1/responses': { dialect: 'openai-responses' },
  '/v1/messages': { dialect: 'anthropic-messages' },
  '/v1/embeddings': { dialect: 'openai-chat', operation: 'embeddings' },
  '/v1/completions': { dialect: 'openai-chat', operation: 'completions' },
  '/v1/moderations': { dialect: 'openai-chat', operation: 'moderations' },
  '/v1/images/generations': { dialect: 'openai-chat', operation: 'images' },
  '/v1/audio/speech': { dialect: 'openai-chat', operation: 'speech' },
  '/v1/audio/transcriptions': { dialect: 'openai-chat', operation: 'transcriptions' },
  '/v1/audio/translations': { dialect: 'openai-chat', operation: 'translations' },
  '/v1/rerank': { dialect: 'openai-chat', operation: 'rerank' },
  // Cohere's SDK uses this path.
  '/v2/rerank': { dialect: 'openai-chat', operation: 'rerank' },
  '/v1/images/edits': { dialect: 'openai-chat', operation: 'images', pathFields: { isEdit: true } },
}

/** The same as routes: they are not served through Hono. */
export const GENERATION_ROUTES = Object.keys(PATHS).map((path) => ({ method: 'POST', path }))

/** The generation of a path, else null. */
export const generationAt = ({ method, path, query }: RequestTarget): AskedAtPath | null =>
  method === 'POST' ? (PATHS[path] ?? geminiGenerationAt(path, query)) : null

const GEMINI_OPERATIONS: Readonly<Record<string, OperationName>> = {
  generateContent: 'chat',
  streamGenerateContent: 'chat',
  embedContent: 'embeddings',
  batchEmbedContents: 'embeddings',
}

const geminiGenerationAt = (path: string, query: string): AskedAtPath | null => {
  const call = readGeminiCall(path)
  const operation = call ? GEMINI_OPERATIONS[call.method] : undefined
  if (!call || !operation) return null
  const isStream = call.method === 'streamGenerateContent'
  return {
    operation,
    dialect: 'gemini',
    framing: isStream && new URLSearchParams(query).get('alt') !== 'sse' ? 'json-array' : 'sse',
    pathFields: {
      model: call.model,
      ...(operation === 'chat' ? { stream: isStream } : { method: call.method }),
    },
  }
}
