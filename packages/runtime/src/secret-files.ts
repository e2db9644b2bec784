import { readdirSync, readFileSync, statSync } from 'node:fs'
import path from 'node:path'

/** A valid name of a variable; other files there (a README, the links that Kubernetes mounts) are ignored. */
const VARIABLE = /^[A-Z][A-Z0-9_]*$/
const MAX_BYTES = 64 * 1024

/**
 * The environment with a variable for each file of a folder, named like the file. Such secrets are not visible in
 * process lists and in descriptions of containers. Files take precedence over variables. Reads synchronously: only a
 * few small files, at the start and at a reload.
 * @throws Error if the folder or one of its files cannot be read
 */
export const withSecretFiles = (env: NodeJS.ProcessEnv, folder: string | undefined): NodeJS.ProcessEnv => {
  if (!folder) return env
  const names = readdirSync(folder).filter((name) => VARIABLE.test(name))
  return { ...env, ...Object.fromEntries(names.map((name) => [name, read(path.join(folder, name))])) }
}

/** The environment of a service with its own secrets: passwords and keys that only this service needs. */
export const withOwnSecrets = (env: NodeJS.ProcessEnv): NodeJS.ProcessEnv =>
  withSecretFiles(env, env.GPTGET_OWN_SECRETS_DIR)

const read = (file: string): string => {
  const { size } = statSync(file)
  if (size > MAX_BYTES) throw new Error(`${file} is too large for a secret: ${size} bytes.`)
  return readFileSync(file, 'utf8').trim()
}
