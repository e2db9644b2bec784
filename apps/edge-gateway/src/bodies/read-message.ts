import { JsonScanner } from '@gptget/http/json-scanner'
import { parseJsonBody } from '@gptget/http/parse-json-body'
import { inputItems, parseAt } from '@gptget/protocol'
import { z } from 'zod'

/** The newest response of a connection, for the next one to follow on; `items`: all that was said, as a JSON list. */
export type Newest = { id: string; items: Uint8Array }

/** What a message asks for. `input`: all that was said up to it, as a JSON list. */
export type Message =
  /** A result that answers no call. */
  | { type: 'orphan'; callId: string }
  /** A client says ahead what it will follow on. */
  | { type: 'warm-up'; model: string; input: Buffer; isStored: boolean }
  /** `body`: the request as it is made by HTTP. `isStored`: what follows on it is kept elsewhere. */
  | { type: 'ask'; body: Buffer; input: Buffer; isStored: boolean }

const createSchema = z.looseObject({
  type: z.literal('response.create', 'must be "response.create".'),
  model: z.string().min(1),
  previous_response_id: z.string().nullish(),
  generate: z.boolean().nullish(),
})

/**
 * Reads a message of a connection whose newest response is `newest`. @throws PublicError for what is no JSON, too deep,
 * has too many values, or asks for nothing that there is
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
  // What follows on a stored response or conversation is kept there.
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

/** A result that answers no call, as OpenAI refuses it. */
const orphanIn = (items: unknown[]): string | undefined => {
  const calls = new Set<unknown>()
  for (const item of items as Record<string, unknown>[]) {
    if (String(item['type']).endsWith('_call')) calls.add(item['call_id'])
    else if (String(item['type']).endsWith('_call_output') && !calls.has(item['call_id']))
      return String(item['call_id'])
  }
  return undefined
}
