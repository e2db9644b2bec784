import { contentPathOf } from '@gptget/contracts'
import type { ServedMediaKind } from '@gptget/contracts'
import { createHmac, timingSafeEqual } from 'node:crypto'
import type { SigningKey, SigningKeys } from './signing-keys.ts'

/** A file as its URL names it. */
export type Signed = { kind: ServedMediaKind; mediaId: string; index: number; variant: string }

/** The signed fields of a URL. */
export type Signature = { keyId: string; expiresAtSeconds: number; value: string }

/** Path and query of a file for anyone who has the URL, until it expires. */
export const signedPathOf = (file: Signed, expiresAtSeconds: number, key: SigningKey): string =>
  `${pathOf(file)}&exp=${expiresAtSeconds}&kid=${key.keyId}&sig=${valueOf(file, expiresAtSeconds, key)}`

/** Whether a signature is ours, for this file and still valid. */
export const isSignatureGood = async (
  keys: SigningKeys,
  file: Signed,
  { keyId, expiresAtSeconds, value }: Signature,
  nowMs: number,
): Promise<boolean> => {
  if (expiresAtSeconds * 1000 <= nowMs) return false
  const key = await keys.find(keyId)
  if (key === null) return false
  const expected = Buffer.from(valueOf(file, expiresAtSeconds, key))
  const given = Buffer.from(value)
  return expected.byteLength === given.byteLength && timingSafeEqual(expected, given)
}

const pathOf = ({ kind, mediaId, index, variant }: Signed): string =>
  contentPathOf(kind, mediaId, index, variant)

const valueOf = (file: Signed, expiresAtSeconds: number, { secret }: SigningKey): string =>
  createHmac('sha256', secret)
    .update(`GET\n${pathOf(file)}\n${expiresAtSeconds}`)
    .digest('base64url')
