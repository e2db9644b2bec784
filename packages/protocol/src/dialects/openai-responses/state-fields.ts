import { objectOf, type JsonObject } from '../json.ts'

/** The fields by which a caller speaks of what is kept here, not at the provider: none of them reaches it. */
export const STATE_FIELDS = ['store', 'previous_response_id', 'conversation', 'background'] as const

const ENCRYPTED_REASONING = 'reasoning.encrypted_content'

/** What a provider is told in their place: to keep nothing, and to hand its reasoning out so that it can be replayed. */
export const stateless = (include: unknown): JsonObject => ({
  store: false,
  include: [...new Set([...(Array.isArray(include) ? (include as unknown[]) : []), ENCRYPTED_REASONING])],
})

/** What a response says of state, whoever gave the answer. `read` looks a field of the request up. */
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

/** The input of a request as items: text is a message of the user. */
export const inputItems = (input: unknown): unknown[] => {
  if (Array.isArray(input)) return input
  if (typeof input !== 'string') return []
  return [{ type: 'message', role: 'user', content: [{ type: 'input_text', text: input }] }]
}
