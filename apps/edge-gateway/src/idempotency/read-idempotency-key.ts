import { PublicError } from '@gptget/errors'
import { createHash } from 'node:crypto'
import type { Received } from '../generation/admit.ts'
import type { InboundRequest } from '../generation/inbound-request.ts'
import { headerOf } from '../generation/generation-head.ts'

/** An idempotency key: what its claim is called, and a fingerprint of what was asked under it. */
export type IdempotencyKey = { accountId: string; name: string; fingerprint: string }

const MAX_KEY_LENGTH = 255

/** null: the request has no idempotency key. @throws PublicError 400 where the key is none. */
export const readIdempotencyKey = (
  inbound: InboundRequest,
  { key: { accountId }, sent }: Received,
): IdempotencyKey | null => {
  const key = headerOf(inbound, 'idempotency-key')
  if (key === null) return null
  if (key === '' || key.length > MAX_KEY_LENGTH) {
    throw new PublicError(
      'invalid_request',
      `Idempotency-Key: must have 1 to ${MAX_KEY_LENGTH} characters.`,
      {
        param: 'Idempotency-Key',
      },
    )
  }
  const { operation, dialect, framing, pathFields } = inbound
  const name = createHash('sha256').update(`${accountId}\n${key}`).digest('hex')
  const asked = JSON.stringify([operation, dialect, framing, pathFields])
  const fingerprint = createHash('sha256').update(`${asked}\n`).update(sent).digest('hex')
  return { accountId, name, fingerprint }
}
