import { createPrivateKey, createPublicKey, hkdfSync } from 'node:crypto'
import type { KeyObject } from 'node:crypto'
import { CompactEncrypt, compactDecrypt } from 'jose'
import { z } from 'zod'
import type { KeyRing } from './envelope.ts'

/** A public X25519 key (RFC 8037) for others to encrypt with; `kid` names the key of the ring that it comes from. */
export const sealingKey = z.object({
  kty: z.literal('OKP'),
  crv: z.literal('X25519'),
  x: z.string(),
  kid: z.string(),
})
export type SealingKey = z.output<typeof sealingKey>

/** The public key with which others encrypt secrets for the holder of the ring. */
export const sealingKeyOf = ([{ id, key }]: KeyRing): SealingKey =>
  sealingKey.parse({ ...createPublicKey(privateKeyOf(key)).export({ format: 'jwk' }), kid: id })

/**
 * Encrypts a secret so that only the ring's owner can read it (JWE, ECDH-ES with A256GCM). `context` is bound to it:
 * decryption needs the same context.
 */
export const sealForTransport = (to: SealingKey, secret: string, context: string): Promise<string> =>
  new CompactEncrypt(Buffer.from(JSON.stringify({ secret, context })))
    .setProtectedHeader({ alg: 'ECDH-ES', enc: 'A256GCM', kid: to.kid })
    .encrypt(createPublicKey({ key: to, format: 'jwk' }))

const content = z.object({ secret: z.string(), context: z.string() })

/** @throws Error if the ring lacks the key, or the text or its context was changed */
export const openFromTransport = async (ring: KeyRing, text: string, context: string): Promise<string> => {
  const { plaintext } = await compactDecrypt(
    text,
    ({ kid }) => {
      const found = ring.find(({ id }) => id === kid)
      if (found === undefined) throw new Error(`the encryption key "${kid}" is not among those configured`)
      return privateKeyOf(found.key)
    },
    { keyManagementAlgorithms: ['ECDH-ES'], contentEncryptionAlgorithms: ['A256GCM'] },
  )
  const opened = content.parse(JSON.parse(Buffer.from(plaintext).toString()))
  if (opened.context !== context) throw new Error('the secret was sealed for something else')
  return opened.secret
}

/** The bytes before the 32 bytes of an X25519 private key in PKCS #8 (RFC 8410). */
const PKCS8_PREFIX = Buffer.from('302e020100300506032b656e04220420', 'hex')

/** A key of the ring encrypts at rest; a key derived from it decrypts what was sent. */
const privateKeyOf = (key: Buffer): KeyObject => {
  const derived = Buffer.from(hkdfSync('sha256', key, '', 'gptget sealed transport', 32))
  return createPrivateKey({ key: Buffer.concat([PKCS8_PREFIX, derived]), format: 'der', type: 'pkcs8' })
}
