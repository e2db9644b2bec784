import { PublicError } from '@gptget/errors'
import { createHash } from 'node:crypto'
import type { Received } from '../receive-body/receive-body.ts'
import { headerOf } from '../request/inbound-request.ts'

/** An idempotency key: what its claim is called, and a fingerprint of what was asked under it. */
export type IdempotencyKey = { name: string; fingerprint: string }

/** A request that is to be run once. */
export type Idempotent = Received & { idempotencyKey: IdempotencyKey }

const MAX_KEY_LENGTH = 255

/** null: the request has no idempotency key. @throws PublicError 400 where the key is none. */
export const readIdempotencyKey = (received: Received): IdempotencyKey | null => {
  const { inbound, sent, key } = received
  const text = headerOf(inbound, 'idempotency-key')
  if (text === null) return null
  if (text === '' || text.length > MAX_KEY_LENGTH) {
    throw new PublicError(
      'invalid_request',
      `Idempotency-Key: must have 1 to ${MAX_KEY_LENGTH} characters.`,
      {
        param: 'Idempotency-Key',
      },
    )
  }
  const { operation, dialect, framing, pathFields } = inbound
  const name = createHash('sha256').update(`${key.accountId}\n${text}`).digest('hex')
  const asked = JSON.stringify([operation, dialect, framing, pathFields])
  const fingerprint = createHash('sha256').update(`${asked}\n`).update(sent).digest('hex')
  return { name, fingerprint }
}
