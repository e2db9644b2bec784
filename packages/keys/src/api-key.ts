import { hash } from 'node:crypto'
import { crc32 } from 'node:zlib'

export const API_KEY_PREFIX = 'sk-getgpt-'

const RANDOM_BYTES = 28
const CHECKSUM_BYTES = 4
/** 32 bytes in base64url without padding: the random ones and their checksum. */
const API_KEY = new RegExp(`^${API_KEY_PREFIX}[A-Za-z0-9_-]{43}$`)

export type NewApiKey = {
  /** The secret itself: shown once, never stored. */
  apiKey: string
  /** Hex SHA-256 of the whole key: this is stored. */
  hash: string
  /** The visible part of the key: `sk-getgpt-ab…wxyz`. */
  label: string
}

/**
 * Creates an API key of 224 random bits. It ends with a checksum, so that a mistyped or invented key can be recognized
 * without a lookup, also by scanners for leaked keys.
 *
 * @param randomBytes returns that many random bytes, like node:crypto's
 * @example createApiKey(randomBytes).apiKey // 'sk-getgpt-…'
 */
export const createApiKey = (randomBytes: (byteCount: number) => Uint8Array): NewApiKey => {
  const random = randomBytes(RANDOM_BYTES)
  const secret = Buffer.concat([random, checksumOf(random)]).toString('base64url')
  const apiKey = `${API_KEY_PREFIX}${secret}`
  return {
    apiKey,
    hash: hashApiKey(apiKey),
    label: `${API_KEY_PREFIX}${secret.slice(0, 2)}…${secret.slice(-4)}`,
  }
}

const checksumOf = (random: Uint8Array): Buffer => {
  const checksum = Buffer.alloc(CHECKSUM_BYTES)
  checksum.writeUInt32BE(crc32(random, crc32(API_KEY_PREFIX)))
  return checksum
}

/**
 * Hex SHA-256 of a whole key. A fast hash is enough: the key is 224 random bits, there is nothing to guess.
 */
export const hashApiKey = (apiKey: string): string => hash('sha256', apiKey)

/** Whether a text could be one of our keys, by its form and checksum: a cheap check before a lookup. */
export const isApiKeyShaped = (text: string): boolean => {
  if (!API_KEY.test(text)) return false
  const bytes = Buffer.from(text.slice(API_KEY_PREFIX.length), 'base64url')
  const random = bytes.subarray(0, RANDOM_BYTES)
  return checksumOf(random).equals(bytes.subarray(RANDOM_BYTES))
}
