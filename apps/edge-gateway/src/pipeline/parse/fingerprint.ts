import { createHash } from 'node:crypto'
import type { InboundHead } from '../request/inbound-request.ts'

/** A fingerprint of a request: an idempotency key belongs to one. */
export const fingerprintOf = (
  { operation, dialect, framing, pathFields }: InboundHead,
  sent: Buffer,
): string => {
  const asked = JSON.stringify([operation, dialect, framing, pathFields])
  return createHash('sha256').update(`${asked}\n`).update(sent).digest('hex')
}
