import { PublicError } from '@gptget/errors'
import { MAX_BODY_BYTES } from '@gptget/http/limits'
import { inputItems, readCompaction, referenceOf, spliceBytes } from '@gptget/protocol'

import { inspectFields } from '../parse/inspect-fields.ts'

/** The stored history as JSON: a list of items, and the items that a request refers to by their ids. */
export type Recalled = { history: Uint8Array; items: Uint8Array }

/**
 * A request with its history. `historyItemCount`: how many items of its input are history. `recalledObject`: an object
 * in a provider's account that the history names, else null.
 */
export type Joined = { body: Buffer; historyItemCount: number; recalledObject: string | null }

/**
 * Inserts the history before a request's own input, and stored items in place of references.
 * @throws PublicError 413 if the result is too large
 */
export const joinHistory = (sent: Buffer, recalled: Recalled): Joined => {
  const history = parse(recalled.history) as unknown[]
  const items = new Map(Object.entries(parse(recalled.items) as Record<string, unknown>))
  const { input } = parse(sent) as { input?: unknown }
  const own = inputItems(input).map((item) => items.get(referenceOf(item) ?? '') ?? item)
  const whole = [...history, ...own].map((item) => readCompaction(item) ?? item)
  const body = spliceBytes(sent, { input: JSON.stringify(whole) })
  const { providerObject: recalledObject } = inspectFields({ input: whole })
  if (body.byteLength <= MAX_BODY_BYTES) return { body, historyItemCount: history.length, recalledObject }
  throw new PublicError('request_too_large', 'The conversation so far and this request are over 50 MiB.', {
    metadata: { max_bytes: MAX_BODY_BYTES },
  })
}

const parse = (bytes: Uint8Array): unknown =>
  JSON.parse(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString())
