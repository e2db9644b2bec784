import { existsSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import path from 'node:path'
import { installByApt } from './install-by-apt.ts'
import { installByGo } from './install-by-go.ts'
import { natsServerVersion } from './nats-server-version.ts'

export type FindOptions = {
  cacheDir: string
  /** Hears what takes long, a line at a time. */
  report: (line: string) => void
  env?: NodeJS.ProcessEnv
  /** Where Go may be; default: the PATH and where Go's own installer puts it. */
  goCommands?: string[]
}

/** The first NATS with all that our streams use. */
const OLDEST = [2, 10] as const

/**
 * The path of a nats-server 2.10 or later: `NATS_SERVER_BIN`, else from the PATH, else from the cache; else it is built with the Go or
 * fetched with the apt that is here, into the cache.
 * @throws Error that says what to install.
 */
export const findNatsServer = async (options: FindOptions): Promise<string> => {
  const env = options.env ?? process.env
  if (env.NATS_SERVER_BIN) return requireUsable(env.NATS_SERVER_BIN)
  for (const candidate of candidatesOnPath(env)) {
    if (await isUsable(candidate)) return candidate
  }
  const target = path.join(options.cacheDir, 'nats-server')
  const cached = path.join(target, 'nats-server')
  if (await isUsable(cached)) return cached
  await rm(target, { recursive: true, force: true })
  const reasons: string[] = []
  for (const install of [installByGo, installByApt]) {
    const outcome = await install({ ...options, target, env })
    if (outcome.status === 'installed' && (await isUsable(cached))) return cached
    reasons.push(outcome.status === 'unavailable' ? outcome.reason : `${cached} does not run here`)
  }
  throw new Error(
    `No nats-server ${OLDEST.join('.')} or later was found, and it could not be fetched (${reasons.join('; ')}).\n` +
      'Install one of: nats-server 2.10 or later on the PATH (brew install nats-server, ' +
      'or https://github.com/nats-io/nats-server/releases), or Go 1.21 or later; ' +
      'or set NATS_SERVER_BIN to its path, or GPTGET_NATS_URL to a NATS that runs already.',
  )
}

const candidatesOnPath = (env: NodeJS.ProcessEnv): string[] =>
  (env.PATH ?? '')
    .split(path.delimiter)
    .filter((folder) => folder !== '')
    .map((folder) => path.join(folder, 'nats-server'))
    .filter((file) => existsSync(file))

const isUsable = async (file: string): Promise<boolean> => {
  if (!existsSync(file)) return false
  const version = await natsServerVersion(file)
  return version !== undefined && isNewEnough(version)
}

const isNewEnough = ([major, minor]: readonly number[]): boolean => {
  const [oldestMajor, oldestMinor] = OLDEST
  if (major === undefined || minor === undefined) return false
  return major > oldestMajor || (major === oldestMajor && minor >= oldestMinor)
}

const requireUsable = async (file: string): Promise<string> => {
  if (await isUsable(file)) return file
  throw new Error(
    `NATS_SERVER_BIN is ${file}, which is not a nats-server ${OLDEST.join('.')} or later that runs here`,
  )
}
