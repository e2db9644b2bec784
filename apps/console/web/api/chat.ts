import { ApiError, ask } from './client.ts'
import { readEvents } from './read-events.ts'

export type Part = { type: 'text'; text: string } | { type: 'image_url'; image_url: { url: string } }
export type ChatMessage = { role: 'system' | 'user' | 'assistant'; content: string | Part[] }

export type ChatRequest = {
  model: string
  messages: ChatMessage[]
  temperature?: number
  max_tokens?: number
}

export type Usage = { prompt_tokens: number; completion_tokens: number; cost?: number }

/** What a stream says, piece by piece. */
export type ChatEvent =
  | { type: 'begun'; id: string }
  | { type: 'text'; text: string }
  | { type: 'reasoning'; text: string }
  | { type: 'usage'; usage: Usage }

type Chunk = {
  id?: string
  error?: { code?: string; message: string }
  usage?: Usage | null
  choices?: { delta?: { content?: string | null; reasoning_content?: string; reasoning?: string } }[]
}

/** Asks a model and gives its answer as it comes. @throws ApiError, also where the stream says so in the middle */
export async function* streamChat(request: ChatRequest, signal: AbortSignal): AsyncGenerator<ChatEvent> {
  const response = await ask('/console/v1/chat/completions', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ ...request, stream: true, stream_options: { include_usage: true } }),
    signal,
  })
  let isBegun = false
  for await (const data of readEvents(response)) {
    if (data === '[DONE]') return
    const chunk = JSON.parse(data) as Chunk
    if (chunk.error) throw new ApiError(200, chunk.error.code ?? '', chunk.error.message)
    if (!isBegun && chunk.id) yield { type: 'begun', id: chunk.id }
    isBegun = true
    yield* eventsOf(chunk)
  }
}

function* eventsOf({ choices = [], usage }: Chunk): Generator<ChatEvent> {
  const delta = choices[0]?.delta
  const reasoning = delta?.reasoning_content ?? delta?.reasoning
  if (reasoning) yield { type: 'reasoning', text: reasoning }
  if (delta?.content) yield { type: 'text', text: delta.content }
  if (usage) yield { type: 'usage', usage }
}
