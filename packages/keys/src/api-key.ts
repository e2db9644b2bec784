import { hash, timingSafeEqual } from 'node:crypto'

export const API_KEY_PREFIX = 'sk-getgpt-'

const SECRET_BYTES = 32
/** 32 bytes in base64url without padding. */
const API_KEY = new RegExp(`^${API_KEY_PREFIX}[A-Za-z0-9_-]{43}$`)

export type NewApiKey = {
  /** The secret itself: shown once, stored nowhere. */
  apiKey: string
  /** Hex SHA-256 of the whole key: what is stored. */
  hash: string
  /** What may be shown of the key afterwards: `sk-getgpt-ab…wxyz`. */
  label: string
}

/**
 * Makes an API key of 256 random bits.
 *
 * @param randomBytes gives that many random bytes, as node:crypto's does
 * @example createApiKey(randomBytes).apiKey // 'sk-getgpt-…'
 */
export const createApiKey = (randomBytes: (byteCount: number) => Uint8Array): NewApiKey => {
  const secret = Buffer.from(randomBytes(SECRET_BYTES)).toString('base64url')
  const apiKey = `${API_KEY_PREFIX}${secret}`
  return {
    apiKey,
    hash: hashApiKey(apiKey),
    label: `${API_KEY_PREFIX}${secret.slice(0, 2)}…${secret.slice(-4)}`,
  }
}

/**
 * Hex SHA-256 of a whole key. A fast hash is enough: the key is 256 random bits, there is nothing to guess.
 */
export const hashApiKey = (apiKey: string): string => hash('sha256', apiKey)

/** Whether a text could be one of our keys: a cheap refusal before anything is looked up. */
export const isApiKeyShaped = (text: string): boolean => API_KEY.test(text)

/** Whether a key is the one with this hash, in a time that tells nothing about where they differ. */
export const isApiKeyOfHash = (apiKey: string, hash: string): boolean => {
  const actual = Buffer.from(hashApiKey(apiKey), 'hex')
  const expected = Buffer.from(hash, 'hex')
  return actual.length === expected.length && timingSafeEqual(actual, expected)
}
