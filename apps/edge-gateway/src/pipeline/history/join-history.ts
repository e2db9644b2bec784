import { PublicError } from '@gptget/errors'
import { MAX_BODY_BYTES } from '@gptget/http/limits'
import { inputItems, readCompaction, referenceOf, spliceBytes } from '@gptget/protocol'

import { inspectFields } from '../parse/inspect-fields.ts'

/**
 * What is kept of what was said before, as JSON: a list of items, and the items that a request refers to by their ids.
 */
export type Recalled = { history: Uint8Array; items: Uint8Array }

/**
 * A request with all that was said before it. `historyItemCount`: how many items of its input were said before.
 * `recalledObject`: where the input names something that is kept in a provider's account, null where it does not.
 */
export type Joined = { body: Buffer; historyItemCount: number; recalledObject: string | null }

/**
 * Puts what was said before a request in front of its own input, and kept items in the place of references to them.
 * @throws PublicError 413 where all of it is too long
 */
export const joinHistory = (sent: Buffer, recalled: Recalled): Joined => {
  const history = parse(recalled.history) as unknown[]
  const items = new Map(Object.entries(parse(recalled.items) as Record<string, unknown>))
  const { input } = parse(sent) as { input?: unknown }
  const own = inputItems(input).map((item) => items.get(referenceOf(item) ?? '') ?? item)
  const whole = [...history, ...own].map((item) => readCompaction(item) ?? item)
  const body = spliceBytes(sent, { input: JSON.stringify(whole) })
  const recalledObject = inspectFields({ input: whole })
  if (body.byteLength <= MAX_BODY_BYTES) return { body, historyItemCount: history.length, recalledObject }
  throw new PublicError('request_too_large', 'The conversation so far and this request are over 50 MiB.', {
    metadata: { max_bytes: MAX_BODY_BYTES },
  })
}

const parse = (bytes: Uint8Array): unknown =>
  JSON.parse(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString())
