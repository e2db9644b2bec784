import type { Dialect } from '@gptget/contracts'

type Json = Record<string, unknown>
const objectsIn = (value: unknown): Json[] => (Array.isArray(value) ? (value as Json[]) : [])

/** A signature of another provider, as we store it in a client's field. */
const carriedFrom = (dialect: Dialect): string =>
  Buffer.from(JSON.stringify({ gptget: [{ dialect, kind: 'signature', value: 'c2ln' }] })).toString('base64')

/** The same body with reasoning of another provider in every answer of its history. No provider accepts it. */
export const withForeignReasoning = (dialect: Dialect, body: Json): Json => ADDERS[dialect](body)

const ADDERS: Record<Dialect, (body: Json) => Json> = {
  'openai-chat': (body) => ({
    ...body,
    messages: objectsIn(body['messages']).map((message) =>
      message['role'] === 'assistant' ? { ...message, reasoning_details: [DETAIL] } : message,
    ),
  }),
  'openai-responses': (body) => ({
    ...body,
    ...(typeof body['input'] === 'string' ? {} : { input: objectsIn(body['input']).flatMap(withItem) }),
  }),
  'anthropic-messages': (body) => ({
    ...body,
    messages: objectsIn(body['messages']).map(({ role, content, ...message }) =>
      role === 'assistant'
        ? { role, ...message, content: [BLOCK, ...blocksOf(content)] }
        : { role, content, ...message },
    ),
  }),
  gemini: (body) => ({
    ...body,
    contents: objectsIn(body['contents']).map((content) =>
      content['role'] === 'model' ? { ...content, parts: [PART, ...objectsIn(content['parts'])] } : content,
    ),
  }),
}

const DETAIL = {
  type: 'reasoning.text',
  text: 't',
  signature: 'c2ln',
  format: 'anthropic-claude-v1',
  index: 0,
}
const BLOCK = { type: 'redacted_thinking', data: carriedFrom('gemini') }
const PART = { text: 't', thought: true, thoughtSignature: carriedFrom('anthropic-messages') }
const ITEM = { type: 'reasoning', id: 'rs_0', summary: [], encrypted_content: carriedFrom('gemini') }

const isAnswer = ({ type, role }: Json): boolean => type === 'function_call' || role === 'assistant'

const withItem = (item: Json): Json[] => (isAnswer(item) ? [ITEM, item] : [item])

const blocksOf = (content: unknown): Json[] =>
  typeof content === 'string' ? [{ type: 'text', text: content }] : objectsIn(content)
