import type { Target } from '../../dialect.ts'
import { createSseReader } from '../../wire/sse.ts'
import { arrayOf, isObject, objectOf, parseJson, type JsonObject } from '../../json/object.ts'

/** The fields by which a caller speaks of what is kept here, not at the provider: none of them reaches it. */
export const STATE_FIELDS = ['store', 'previous_response_id', 'conversation', 'background'] as const

/** What of a text is to be reported too. */
export const LOGPROBS = 'message.output_text.logprobs'

export const ENCRYPTED_REASONING = 'reasoning.encrypted_content'

/**
 * What a provider is told in their place: to keep nothing, and, where the model reasons, to hand that out so that it
 * can be replayed. OpenAI refuses the latter for models that do not.
 */
export const stateless = (include: unknown, reasons: boolean): JsonObject => {
  const asked = Array.isArray(include) ? (include as unknown[]) : []
  const all = reasons ? [...new Set([...asked, ENCRYPTED_REASONING])] : asked
  return { store: false, ...(all.length > 0 ? { include: all } : {}) }
}

/** Whether a model reasons: what is known of it, else whether the request asks it to. */
export const reasonsAt = (
  { capabilities, thinking }: Pick<Target, 'capabilities' | 'thinking'>,
  reasoning: unknown,
): boolean => {
  if (thinking !== undefined) return thinking.mode !== 'none'
  const { effort, ...others } = objectOf(reasoning)
  const isAsked = effort !== 'none' && [effort, ...Object.values(others)].some((value) => value != null)
  return capabilities?.hasReasoning ?? isAsked
}

/** Reasoning of which only the id is sent: a provider that stores nothing does not know it. */
export const isBareReasoning = (item: unknown): boolean => {
  const { type, encrypted_content, content } = objectOf(item)
  return type === 'reasoning' && !encrypted_content && arrayOf(content).length === 0
}

/** What a response says of state, for any provider. `read` looks a field of the request up. */
export const echoState = (read: (key: string) => unknown): JsonObject => {
  const conversation = read('conversation')
  const background = read('background')
  return {
    store: read('store') ?? true,
    previous_response_id: read('previous_response_id') ?? null,
    ...(conversation ? { conversation: { id: idOf(conversation) } } : {}),
    ...(typeof background === 'boolean' ? { background } : {}),
  }
}

const idOf = (conversation: unknown): unknown =>
  typeof conversation === 'string' ? conversation : objectOf(conversation)['id']

/** The id by which an item of the input refers to one that is kept; null for an item that is there itself. */
export const referenceOf = (item: unknown): string | null => {
  const { type, id, role } = objectOf(item)
  const isReference = type === 'item_reference' || (type == null && role == null)
  return isReference && typeof id === 'string' ? id : null
}

/** The input of a request as items: text is a message of the user. */
export const inputItems = (input: unknown): unknown[] => {
  if (Array.isArray(input)) return input
  if (typeof input !== 'string') return []
  return [{ type: 'message', role: 'user', content: [{ type: 'input_text', text: input }] }]
}

/**
 * The response of an answer's text: all of a whole one, the last event's of a stream. @throws Error when there is none
 */
export const lastResponseIn = (text: string, isStream: boolean): JsonObject => {
  if (!isStream) return JSON.parse(text) as JsonObject
  const last = createSseReader().push(text).at(-1)
  const { response } = objectOf(parseJson(last?.data ?? ''))
  if (!isObject(response)) throw new Error('the last event of a stream holds no response')
  return response
}
