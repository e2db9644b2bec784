import { randomBytes } from 'node:crypto'
import { existsSync, writeFileSync } from 'node:fs'
import path from 'node:path'

const fileIn = (dataDirectory: string): string => path.join(dataDirectory, 'encryption-key')

/** Where a service's own secret is. */
export const secretFileOf = (dataDirectory: string, service: string): string =>
  path.join(dataDirectory, `${service}-secret`)

/** Makes a secret of 32 random bytes where there is none yet. */
export const keepSecret = (file: string): void => {
  if (existsSync(file)) return
  writeFileSync(file, `${randomBytes(32).toString('base64')}\n`, { mode: 0o600, flag: 'wx' })
}

const isGiven = (env: NodeJS.ProcessEnv): boolean =>
  Boolean(env.GPTGET_ENCRYPTION_KEY || env.GPTGET_ENCRYPTION_KEY_FILE)

/** Makes the key that seals accounts' own provider keys, where the environment gives none and there is none yet. */
export const keepEncryptionKey = (dataDirectory: string, env: NodeJS.ProcessEnv): void => {
  if (!isGiven(env)) keepSecret(fileIn(dataDirectory))
}

/** Where routers find it. */
export const encryptionKeyEnvironment = (
  dataDirectory: string,
  env: NodeJS.ProcessEnv,
): Record<string, string> => (isGiven(env) ? {} : { GPTGET_ENCRYPTION_KEY_FILE: fileIn(dataDirectory) })
