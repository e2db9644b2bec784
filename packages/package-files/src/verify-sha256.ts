import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'

/**
 * Read in pieces: hashing a hundred megabytes at once would block everything else. @throws Error if the file is not the
 * pinned one.
 */
export const verifySha256 = async (file: string, expectedHex: string, what: string): Promise<void> => {
  const hash = createHash('sha256')
  for await (const piece of createReadStream(file)) hash.update(piece as Buffer)
  const actualHex = hash.digest('hex')
  if (actualHex !== expectedHex) {
    throw new Error(`${what} has SHA-256 ${actualHex}, expected ${expectedHex}; it was not used`)
  }
}
