import { createCipheriv, createDecipheriv, createHash } from 'node:crypto'

/** A key that only encrypts other keys, with an id derived from it. */
type KeyEncryptionKey = { id: string; key: Buffer }

/** The first encrypts; each decrypts its own. */
export type KeyRing = readonly [KeyEncryptionKey, ...KeyEncryptionKey[]]

const KEY_BYTES = 32
const NONCE_BYTES = 12
const TAG_BYTES = 16

/**
 * Reads key-encryption keys: base64 of 32 bytes each, separated by commas or white space. To rotate, put a new one in
 * front and keep the old ones after it.
 *
 * @throws Error that says what a key must look like, but never shows the key
 */
export const parseKeyRing = (text: string): KeyRing | null => {
  const keys = text
    .split(/[\s,]+/)
    .filter((word) => word !== '')
    .map((word, index) => {
      const key = Buffer.from(word, 'base64')
      if (key.byteLength !== KEY_BYTES)
        throw new Error(
          `encryption key ${index + 1} is ${key.byteLength} bytes: it must be base64 of ${KEY_BYTES}, as \`openssl rand -base64 32\` prints`,
        )
      return { id: createHash('sha256').update(key).digest('hex').slice(0, 16), key }
    })
  const [first, ...others] = keys
  return first === undefined ? null : [first, ...others]
}

/**
 * The purpose of a key derived from a service's secret: each purpose has a separate one, in base64 of 32 bytes, and
 * none reveals another.
 */
export const deriveSecret = (secret: string, purpose: string): string =>
  createHash('sha256').update(`${purpose} ${secret}`).digest('base64')

/**
 * The keys for a purpose derived from such secrets: separated and rotated like those of `parseKeyRing`.
 *
 * @throws Error without any
 */
export const deriveKeyRing = (secrets: string, purpose: string): KeyRing => {
  const words = secrets.split(/[\s,]+/).filter((word) => word !== '')
  const ring = parseKeyRing(words.map((word) => deriveSecret(word, purpose)).join(' '))
  if (ring === null) throw new Error('a key is derived from a secret, and there is none')
  return ring
}

/**
 * Encrypts a secret with a new key, and that key with the ring's first (both AES-256-GCM). `context` is bound to it:
 * decryption needs the same context.
 *
 * @param randomBytes returns that many random bytes, like node:crypto's
 */
export const sealSecret = (
  [{ id, key }]: KeyRing,
  secret: string,
  context: string,
  randomBytes: (byteCount: number) => Uint8Array,
): string => {
  const dataKey = Buffer.from(randomBytes(KEY_BYTES))
  const wrapped = encrypt(key, dataKey, context, randomBytes)
  const sealed = encrypt(dataKey, Buffer.from(secret), context, randomBytes)
  return ['v1', id, wrapped, sealed].join('.')
}

/** @throws Error if the ring lacks the key, or the text or its context was changed */
export const openSecret = (ring: KeyRing, text: string, context: string): string => {
  const [version, id, wrapped = '', sealed = ''] = text.split('.')
  if (version !== 'v1') throw new Error(`a sealed secret of version "${version}" cannot be opened`)
  const found = ring.find((each) => each.id === id)
  if (found === undefined)
    throw new Error(`the encryption key "${id}" is not among those configured: add it after the first one`)
  return decrypt(decrypt(found.key, wrapped, context), sealed, context).toString()
}

const encrypt = (
  key: Buffer,
  plain: Buffer,
  context: string,
  randomBytes: (byteCount: number) => Uint8Array,
): string => {
  const nonce = Buffer.from(randomBytes(NONCE_BYTES))
  const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(Buffer.from(context))
  const body = Buffer.concat([cipher.update(plain), cipher.final()])
  return Buffer.concat([nonce, cipher.getAuthTag(), body]).toString('base64url')
}

const decrypt = (key: Buffer, text: string, context: string): Buffer => {
  const bytes = Buffer.from(text, 'base64url')
  const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, NONCE_BYTES), {
    authTagLength: TAG_BYTES,
  })
  decipher.setAAD(Buffer.from(context))
  decipher.setAuthTag(bytes.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES))
  return Buffer.concat([decipher.update(bytes.subarray(NONCE_BYTES + TAG_BYTES)), decipher.final()])
}
