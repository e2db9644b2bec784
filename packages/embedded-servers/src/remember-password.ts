import { randomBytes } from 'node:crypto'
import { existsSync } from 'node:fs'
import { readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'

/** A server's password, generated at first use and stored in its data directory for the owner only. */
export const rememberPassword = async (dataDirectory: string): Promise<string> => {
  const file = path.join(dataDirectory, 'password')
  if (!existsSync(file)) await writeFile(file, randomBytes(24).toString('base64url'), { mode: 0o600 })
  return (await readFile(file, 'utf8')).trim()
}
