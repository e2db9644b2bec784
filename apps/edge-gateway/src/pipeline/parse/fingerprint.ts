import { createHash } from 'node:crypto'
import type { InboundHead } from '../request/inbound-request.ts'

/** A fingerprint of what is asked: an idempotency key belongs to this and nothing else. */
export const fingerprintOf = (
  { operation, dialect, framing, pathFields }: InboundHead,
  sent: Buffer,
): string => {
  const asked = JSON.stringify([operation, dialect, framing, pathFields])
  return createHash('sha256').update(`${asked}\n`).update(sent).digest('hex')
}
