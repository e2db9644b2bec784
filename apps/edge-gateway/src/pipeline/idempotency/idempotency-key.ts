import { parseIdempotencyKey } from '@gptget/http'
import { createHash } from 'node:crypto'
import type { Parsed } from '../parse/parse.ts'
import { headerOf } from '../request/inbound-request.ts'

/** An idempotency key: the name of its claim, and a fingerprint of the request. */
export type IdempotencyKey = { name: string; fingerprint: string }

/** A request that must run only once. */
export type Idempotent = Pick<Parsed, 'inbound' | 'key'> & { idempotencyKey: IdempotencyKey }

/** null: the request has no idempotency key. @throws PublicError 400 if the key is not valid. */
export const readIdempotencyKey = ({ inbound, key, fingerprint }: Parsed): IdempotencyKey | null => {
  const text = fingerprint === null ? null : parseIdempotencyKey(headerOf(inbound, 'idempotency-key'))
  if (text === null || fingerprint === null) return null
  const name = createHash('sha256').update(`${key.accountId}\n${text}`).digest('hex')
  return { name, fingerprint }
}
