import { randomBytes } from 'node:crypto'
import { existsSync, writeFileSync } from 'node:fs'
import path from 'node:path'

const fileIn = (dataDirectory: string): string => path.join(dataDirectory, 'encryption-key')

/** The path of a service's own secret. */
export const secretFileOf = (dataDirectory: string, service: string): string =>
  path.join(dataDirectory, `${service}-secret`)

/** Creates a file with 32 random bytes if it does not exist. */
export const keepSecret = (file: string): void => {
  if (existsSync(file)) return
  writeFileSync(file, `${randomBytes(32).toString('base64')}\n`, { mode: 0o600, flag: 'wx' })
}

const isGiven = (env: NodeJS.ProcessEnv): boolean =>
  Boolean(env.GPTGET_ENCRYPTION_KEY || env.GPTGET_ENCRYPTION_KEY_FILE)

/** Creates the key that encrypts accounts' provider keys, unless the environment has one or the file exists. */
export const keepEncryptionKey = (dataDirectory: string, env: NodeJS.ProcessEnv): void => {
  if (!isGiven(env)) keepSecret(fileIn(dataDirectory))
}

/** The variables with which routers find the key. */
export const encryptionKeyEnvironment = (
  dataDirectory: string,
  env: NodeJS.ProcessEnv,
): Record<string, string> => (isGiven(env) ? {} : { GPTGET_ENCRYPTION_KEY_FILE: fileIn(dataDirectory) })
