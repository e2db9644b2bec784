import { readdirSync, readFileSync, statSync } from 'node:fs'
import path from 'node:path'

/** As a variable is called; what else lies there (a README, the links that Kubernetes mounts) is none. */
const VARIABLE = /^[A-Z][A-Z0-9_]*$/
const MAX_BYTES = 64 * 1024

/**
 * The environment with a variable for each file of the folder `GPTGET_SECRETS_DIR`, called as the file is: keys that
 * can be changed without a restart, and that no listing of processes shows. Files win over variables. Reads
 * synchronously: it is a handful of small files, at the start and at a reload.
 * @throws Error when the folder or one of its files cannot be read
 */
export const withSecretFiles = (env: NodeJS.ProcessEnv): NodeJS.ProcessEnv => {
  const folder = env.GPTGET_SECRETS_DIR
  if (!folder) return env
  const names = readdirSync(folder).filter((name) => VARIABLE.test(name))
  return { ...env, ...Object.fromEntries(names.map((name) => [name, read(path.join(folder, name))])) }
}

const read = (file: string): string => {
  const { size } = statSync(file)
  if (size > MAX_BYTES) throw new Error(`${file} is too large for a secret: ${size} bytes.`)
  return readFileSync(file, 'utf8').trim()
}
