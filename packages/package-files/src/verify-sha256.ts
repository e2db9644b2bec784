import { createHash } from 'node:crypto'

/** @throws Error when the bytes are not those that were pinned. */
export const verifySha256 = (bytes: Uint8Array, expectedHex: string, what: string): void => {
  const actualHex = createHash('sha256').update(bytes).digest('hex')
  if (actualHex !== expectedHex) {
    throw new Error(`${what} has SHA-256 ${actualHex}, expected ${expectedHex}; it was not used`)
  }
}
