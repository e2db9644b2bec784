import type { Target } from '../../dialect.ts'
import { createSseReader } from '../../wire/sse.ts'
import { arrayOf, isObject, objectOf, parseJson, type JsonObject } from '../../json/object.ts'

/** The caller's fields about responses stored here, not at the provider, which never gets them. */
export const STATE_FIELDS = ['store', 'previous_response_id', 'conversation', 'background'] as const

/** Additional data about a text. */
export const LOGPROBS = 'message.output_text.logprobs'

export const ENCRYPTED_REASONING = 'reasoning.encrypted_content'

/**
 * The provider's values for these fields: to store nothing and, if the model reasons, to return its encrypted reasoning
 * so that it can be replayed. OpenAI refuses the latter for models that do not reason.
 */
export const stateless = (include: unknown, reasons: boolean): JsonObject => {
  const asked = Array.isArray(include) ? (include as unknown[]) : []
  const all = reasons ? [...new Set([...asked, ENCRYPTED_REASONING])] : asked
  return { store: false, ...(all.length > 0 ? { include: all } : {}) }
}

/** Whether a model reasons: as known, or else as requested. */
export const reasonsAt = (
  { capabilities, thinking }: Pick<Target, 'capabilities' | 'thinking'>,
  reasoning: unknown,
): boolean => {
  if (thinking !== undefined) return thinking.mode !== 'none'
  const { effort, ...others } = objectOf(reasoning)
  const isAsked = effort !== 'none' && [effort, ...Object.values(others)].some((value) => value != null)
  return capabilities?.hasReasoning ?? isAsked
}

/** Reasoning with only an id, which a provider that stores nothing does not know. */
export const isBareReasoning = (item: unknown): boolean => {
  const { type, encrypted_content, content } = objectOf(item)
  return type === 'reasoning' && !encrypted_content && arrayOf(content).length === 0
}

/** The fields of a response about state, for any provider. `read` returns a field of the request. */
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

/** The id of the stored item that an input item refers to; null for a complete item. */
export const referenceOf = (item: unknown): string | null => {
  const { type, id, role } = objectOf(item)
  const isReference = type === 'item_reference' || (type == null && role == null)
  return isReference && typeof id === 'string' ? id : null
}

/** The input of a request as items. A text is a user message. */
export const inputItems = (input: unknown): unknown[] => {
  if (Array.isArray(input)) return input
  if (typeof input !== 'string') return []
  return [{ type: 'message', role: 'user', content: [{ type: 'input_text', text: input }] }]
}

/**
 * The response in an answer's text: the whole text, or the last event of a stream. @throws Error if there is none
 */
export const lastResponseIn = (text: string, isStream: boolean): JsonObject => {
  if (!isStream) return JSON.parse(text) as JsonObject
  const last = createSseReader().push(text).at(-1)
  const { response } = objectOf(parseJson(last?.data ?? ''))
  if (!isObject(response)) throw new Error('the last event of a stream holds no response')
  return response
}
