import { JsonScanner } from '@gptget/http/json-scanner'
import { parseJsonBody } from '@gptget/http/parse-json-body'
import { inputItems, parseAt } from '@gptget/protocol'
import { z } from 'zod'

/**
 * The newest response of a connection, which the next one may continue. `items`: the whole conversation, as a JSON
 * list.
 */
export type Newest = { id: string; items: Uint8Array }

/** What a message requests. `input`: the conversation up to it, as a JSON list. */
export type Message =
  /** A result without a call. */
  | { type: 'orphan'; callId: string }
  /** A client announces what it will continue. */
  | { type: 'warm-up'; model: string; input: Buffer; isStored: boolean }
  /** `body`: the request as for HTTP. `isStored`: its history is stored elsewhere. */
  | { type: 'ask'; body: Buffer; input: Buffer; isStored: boolean }

const createSchema = z.looseObject({
  type: z.literal('response.create', 'must be "response.create".'),
  model: z.string().min(1),
  previous_response_id: z.string().nullish(),
  generate: z.boolean().nullish(),
})

/**
 * Reads a message of a connection whose newest response is `newest`. @throws PublicError for invalid JSON, too deep
 * nesting, too many values, or an unknown request
 */
export const readMessage = (bytes: Buffer, newest: Newest | null): Message => {
  new JsonScanner().push(bytes)
  const asking = parseAt(createSchema, parseJsonBody(bytes))
  const { type: _type, stream_options: _options, background: _background, generate, ...asked } = asking
  const continued = newest !== null && asked.previous_response_id === newest.id ? newest : null
  const items = [...(continued === null ? [] : listIn(continued.items)), ...inputItems(asked['input'])]
  if (continued !== null) {
    const callId = orphanIn(items)
    if (callId !== undefined) return { type: 'orphan', callId }
  }
  // A stored response or conversation has its history.
  const isStored =
    continued === null && (asked.previous_response_id ?? asked['conversation'] ?? null) !== null
  const said = { input: Buffer.from(JSON.stringify(items)), isStored }
  if (generate === false) return { type: 'warm-up', model: asked.model, ...said }
  const { previous_response_id: _followed, ...own } = asked
  const body = { ...(continued === null ? asked : { ...own, input: items }), stream: true }
  return { type: 'ask', body: Buffer.from(JSON.stringify(body)), ...said }
}

const listIn = ({ buffer, byteOffset, byteLength }: Uint8Array): unknown[] =>
  JSON.parse(Buffer.from(buffer, byteOffset, byteLength).toString()) as unknown[]

/** A result without a call, refused as OpenAI does. */
const orphanIn = (items: unknown[]): string | undefined => {
  const calls = new Set<unknown>()
  for (const item of items as Record<string, unknown>[]) {
    if (String(item['type']).endsWith('_call')) calls.add(item['call_id'])
    else if (String(item['type']).endsWith('_call_output') && !calls.has(item['call_id']))
      return String(item['call_id'])
  }
  return undefined
}
