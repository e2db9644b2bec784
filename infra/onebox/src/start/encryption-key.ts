import { randomBytes } from 'node:crypto'
import { existsSync, writeFileSync } from 'node:fs'
import path from 'node:path'

const fileIn = (dataDirectory: string): string => path.join(dataDirectory, 'encryption-key')

const isGiven = (env: NodeJS.ProcessEnv): boolean =>
  Boolean(env.GPTGET_ENCRYPTION_KEY || env.GPTGET_ENCRYPTION_KEY_FILE)

/** Makes the key that seals accounts' own provider keys, where the environment gives none and there is none yet. */
export const keepEncryptionKey = (dataDirectory: string, env: NodeJS.ProcessEnv): void => {
  const file = fileIn(dataDirectory)
  if (isGiven(env) || existsSync(file)) return
  writeFileSync(file, `${randomBytes(32).toString('base64')}\n`, { mode: 0o600, flag: 'wx' })
}

/** Where routers find it. */
export const encryptionKeyEnvironment = (
  dataDirectory: string,
  env: NodeJS.ProcessEnv,
): Record<string, string> => (isGiven(env) ? {} : { GPTGET_ENCRYPTION_KEY_FILE: fileIn(dataDirectory) })
