import { isErrorCode, PublicError } from '@gptget/errors'
import { createSseReader } from '@gptget/protocol'
import { askEdge, type Caller } from '../ask/ask-edge.ts'
import type { Context } from '../context.ts'
import type { JsonObject } from '../events/event.ts'

/** The parts of an answer that a voice needs. */
export type ModelEvent =
  | { type: 'begun'; responseId: string }
  | { type: 'text'; delta: string }
  | { type: 'call'; callId: string; name: string; arguments: string }
  | { type: 'ended'; status: 'completed' | 'incomplete'; reason: string | null; usage: JsonObject | null }

type ResponseEvent = {
  type: string
  delta?: string
  item?: JsonObject
  response?: JsonObject
  error_type?: string
  message?: string
}

/** Calls the model through the Responses API, without storing anything. @throws PublicError; the signal's reason */
export async function* askModel(
  context: Context,
  caller: Caller,
  body: JsonObject,
  signal: AbortSignal,
): AsyncGenerator<ModelEvent> {
  const { chunks } = await askEdge(context, caller, {
    path: '/v1/responses',
    body: Buffer.from(JSON.stringify({ ...body, stream: true, store: false })),
    signal,
  })
  const reader = createSseReader()
  const decoder = new TextDecoder()
  for await (const piece of chunks)
    for (const { data } of reader.push(decoder.decode(piece, { stream: true }))) {
      const event = data === '[DONE]' ? null : read(JSON.parse(data) as ResponseEvent)
      if (event !== null) yield event
    }
}

const read = (event: ResponseEvent): ModelEvent | null => {
  switch (event.type) {
    case 'response.created':
      return { type: 'begun', responseId: String(event.response?.['id']) }
    case 'response.output_text.delta':
    case 'response.refusal.delta':
      return { type: 'text', delta: event.delta ?? '' }
    case 'response.output_item.done':
      return readCall(event.item ?? {})
    case 'response.completed':
    case 'response.incomplete':
      return ended(event.type === 'response.completed', event.response ?? {})
    case 'response.failed':
    case 'error':
      throw failure(event)
    default:
      return null
  }
}

const readCall = (item: JsonObject): ModelEvent | null =>
  item['type'] === 'function_call'
    ? {
        type: 'call',
        callId: String(item['call_id']),
        name: String(item['name']),
        arguments: String(item['arguments']),
      }
    : null

const ended = (isWhole: boolean, response: JsonObject): ModelEvent => ({
  type: 'ended',
  status: isWhole ? 'completed' : 'incomplete',
  reason: (response['incomplete_details'] as { reason?: string } | null)?.reason ?? null,
  usage: (response['usage'] as JsonObject | null) ?? null,
})

const failure = ({ error_type: code = '', response, message }: ResponseEvent): PublicError => {
  const said = (response?.['error'] as { message?: string } | null)?.message ?? message
  return new PublicError(isErrorCode(code) ? code : 'provider_unavailable', said ?? 'The answer broke off.')
}
