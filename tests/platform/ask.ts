import { createSseReader } from '@gptget/protocol'

export const USER_TURN = [{ role: 'user' as const, content: 'Hello!' }]

/** Sends a raw chat request, for requests and answers that an SDK would not send or show. */
export const postChat = (
  baseUrl: string,
  apiKey: string | undefined,
  body: unknown,
  options: { headers?: Record<string, string>; signal?: AbortSignal } = {},
): Promise<Response> =>
  fetch(`${baseUrl}/chat/completions`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      ...(apiKey === undefined ? {} : { authorization: `Bearer ${apiKey}` }),
      ...options.headers,
    },
    body: typeof body === 'string' || body instanceof Uint8Array ? body : JSON.stringify(body),
    ...(options.signal ? { signal: options.signal } : {}),
  })

export const getJson = async (url: string, apiKey: string): Promise<unknown> => {
  const response = await fetch(url, { headers: { authorization: `Bearer ${apiKey}` } })
  if (!response.ok) throw new Error(`${url} answered ${response.status}: ${await response.text()}`)
  return response.json()
}

export type Chunk = {
  id?: string
  model?: string
  choices?: { index: number; delta?: { content?: string | null }; finish_reason?: string | null }[]
  usage?: Record<string, unknown> | null
  error?: { message: string; code: number; type?: string }
}

/** Parses a chat stream: its chunks, and the number and place of `[DONE]`. */
export const readChunks = (text: string): { chunks: Chunk[]; doneCount: number; isDoneLast: boolean } => {
  const data = createSseReader()
    .push(text)
    .map((frame) => frame.data)
  const chunks = data.filter((item) => item !== '[DONE]').map((item) => JSON.parse(item) as Chunk)
  return { chunks, doneCount: data.length - chunks.length, isDoneLast: data.at(-1) === '[DONE]' }
}

export const textOf = (chunks: Chunk[]): string =>
  chunks.map((chunk) => chunk.choices?.[0]?.delta?.content ?? '').join('')

export const finishReasonsOf = (chunks: Chunk[]): string[] =>
  chunks
    .flatMap((chunk) => (chunk.choices ?? []).map((choice) => choice.finish_reason))
    .filter((reason) => typeof reason === 'string')
