import { readdir, readFile, stat } from 'node:fs/promises'
import path from 'node:path'

/** As a variable is called; what else lies there (a README, the links that Kubernetes mounts) is none. */
const VARIABLE = /^[A-Z][A-Z0-9_]*$/
const MAX_BYTES = 64 * 1024

/**
 * The environment with a variable for each file of the folder `GPTGET_SECRETS_DIR`, called as the file is: keys that can
 * be changed without a restart, and that no listing of processes shows. Files win over variables.
 * @throws Error when the folder or one of its files cannot be read
 */
export const withSecretFiles = async (env: NodeJS.ProcessEnv): Promise<NodeJS.ProcessEnv> => {
  const folder = env.GPTGET_SECRETS_DIR
  if (!folder) return env
  const names = (await readdir(folder)).filter((name) => VARIABLE.test(name))
  const secrets = await Promise.all(names.map(async (name) => [name, await read(path.join(folder, name))]))
  return { ...env, ...Object.fromEntries(secrets) }
}

const read = async (file: string): Promise<string> => {
  const { size } = await stat(file)
  if (size > MAX_BYTES) throw new Error(`${file} is too large for a secret: ${size} bytes.`)
  return (await readFile(file, 'utf8')).trim()
}
