import { ApiError, ask } from './client.ts'
import { interrupted, readEvents } from './read-events.ts'

export type Part =
  | { type: 'text'; text: string }
  | { type: 'image_url'; image_url: { url: string } }
  | { type: 'input_audio'; input_audio: { data: string; format: string } }
  | { type: 'file'; file: { filename: string; file_data: string } }

export type ToolCall = {
  id: string
  type: 'function'
  function: { name: string; arguments: string }
  /** Gemini's signature of a call, which must be sent back. */
  extra_content?: unknown
}

/** Reasoning that a provider signed: it must be sent back unchanged. */
export type ReasoningDetail = { type: string; index?: number; text?: string; summary?: string; data?: string }

export type ChatMessage =
  | { role: 'system' | 'user'; content: string | Part[] }
  | {
      role: 'assistant'
      content: string | null
      tool_calls?: ToolCall[]
      reasoning_details?: ReasoningDetail[]
    }
  | { role: 'tool'; tool_call_id: string; content: string }

export type FunctionTool = {
  type: 'function'
  function: { name: string; description?: string; parameters?: Record<string, unknown> }
}

export type ResponseFormat =
  | { type: 'json_object' }
  | { type: 'json_schema'; json_schema: { name: string; schema: Record<string, unknown>; strict: boolean } }

export type ChatParameters = {
  temperature?: number
  top_p?: number
  max_tokens?: number
  stop?: string[]
  seed?: number
  frequency_penalty?: number
  presence_penalty?: number
  reasoning_effort?: string
  tools?: FunctionTool[]
  tool_choice?: 'none' | 'required'
  response_format?: ResponseFormat
}

export type ChatRequest = { model: string; messages: ChatMessage[] } & ChatParameters

export type Usage = {
  prompt_tokens: number
  completion_tokens: number
  cost?: number
  completion_tokens_details?: { reasoning_tokens?: number }
}

/** A piece of a streamed tool call: the first of an `index` has the name. */
export type ToolPiece = {
  index: number
  id?: string
  function?: { name?: string; arguments?: string }
  extra_content?: unknown
}

/** One chunk of a stream. */
export type ChatEvent =
  | { type: 'losses'; losses: string }
  | { type: 'begun'; id: string }
  | { type: 'text'; text: string }
  | { type: 'reasoning'; text: string }
  | { type: 'reasoning-details'; details: ReasoningDetail[] }
  | { type: 'tool-pieces'; pieces: ToolPiece[] }
  | { type: 'usage'; usage: Usage }

type Delta = {
  content?: string | null
  refusal?: string | null
  reasoning_content?: string
  reasoning?: string
  reasoning_details?: ReasoningDetail[]
  tool_calls?: ToolPiece[]
}

type Chunk = {
  id?: string
  error?: { code?: string; message: string }
  usage?: Usage | null
  choices?: { delta?: Delta }[]
}

/** Calls a model and yields its answer as it streams. @throws ApiError, also for an error within the stream */
export async function* streamChat(request: ChatRequest, signal: AbortSignal): AsyncGenerator<ChatEvent> {
  const response = await ask('/console/v1/chat/completions', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ ...request, stream: true, stream_options: { include_usage: true } }),
    signal,
  })
  const losses = response.headers.get('x-gptget-losses')
  if (losses) yield { type: 'losses', losses }
  let isBegun = false
  for await (const data of readEvents(response)) {
    if (data === '[DONE]') return
    const chunk = JSON.parse(data) as Chunk
    if (chunk.error) throw new ApiError(200, chunk.error.code ?? '', chunk.error.message)
    if (!isBegun && chunk.id) yield { type: 'begun', id: chunk.id }
    isBegun = true
    yield* eventsOf(chunk)
  }
  throw interrupted()
}

function* eventsOf({ choices = [], usage }: Chunk): Generator<ChatEvent> {
  const delta = choices[0]?.delta ?? {}
  const reasoning = delta.reasoning_content ?? delta.reasoning
  const text = delta.content || delta.refusal
  if (reasoning) yield { type: 'reasoning', text: reasoning }
  if (delta.reasoning_details) yield { type: 'reasoning-details', details: delta.reasoning_details }
  if (text) yield { type: 'text', text }
  if (delta.tool_calls) yield { type: 'tool-pieces', pieces: delta.tool_calls }
  if (usage) yield { type: 'usage', usage }
}
