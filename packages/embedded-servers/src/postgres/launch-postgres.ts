import path from 'node:path'
import { launchUntilReady } from '../launch-until-ready.ts'
import { unprivilegedIdentity } from '../run-as.ts'
import { spawnBound } from '../spawn-bound.ts'
import { rememberPassword } from '../remember-password.ts'
import { stopLeftOver } from '../stop-left-over.ts'
import type { EmbeddedServer } from '../embedded-server.ts'
import { initializeCluster } from './initialize-cluster.ts'
import { locateCluster } from './locate-cluster.ts'

export type PostgresLaunch = {
  /** From `installPostgres`. */
  binaries: string
  /** Belongs to this server only; one process may use it at a time. */
  dataDir: string
  /** Default: any free one. */
  port?: number
  /** false is for tests: fast, and safe against a kill -9 but not against a power cut. Default true. */
  fsync?: boolean
  /** `trust` accepts every local program and is for tests. Default: a random password in the data directory. */
  auth?: 'password' | 'trust'
  /** A replica of another server, according to its cluster, which only answers queries. */
  isStandby?: true
  log?: (line: string) => void
}

const STOP_TIMEOUT_MS = 15_000
/** Temporary conditions: the last children of a killed server, or another program that took the port. */
const PASSING = /pre-existing shared memory block|could not bind|is another postmaster/i

/**
 * Starts Postgres on loopback with its data in `dataDir`, and resolves when it is ready. An existing cluster is used
 * again, also after a kill -9; a server left over on it is stopped first.
 * @throws Error with Postgres's last lines if it does not start.
 */
export const launchPostgres = async (options: PostgresLaunch): Promise<EmbeddedServer> => {
  const identity = unprivilegedIdentity()
  const env = { PATH: process.env.PATH, LC_ALL: 'C', TZ: 'UTC' }
  const dataDirectory = path.resolve(options.dataDir)
  const fsync = options.fsync ?? true
  const { binaries } = options
  const home = await locateCluster(dataDirectory, identity)
  const password = options.auth === 'trust' ? null : await rememberPassword(dataDirectory)
  const cluster = await initializeCluster({ binaries, home, identity, env, password, fsync })
  const pidFile = path.join(cluster, 'postmaster.pid')
  await stopLeftOver({ pidFile, mark: cluster, signal: 'SIGINT', timeoutMs: STOP_TIMEOUT_MS })

  const spawn = (port: number, onLine: (line: string) => void) =>
    spawnBound(path.join(binaries, 'bin/postgres'), postgresArguments(cluster, port, fsync), {
      stopSignal: 'INT',
      runAs: identity,
      env,
      cwd: home,
      onLine,
    })
  const login = password === null ? 'gptget' : `gptget:${password}`
  return launchUntilReady({
    name: 'Postgres',
    spawn,
    urlOf: (port) => `postgres://${login}@127.0.0.1:${port}/postgres`,
    readyText: `ready to accept ${options.isStandby ? 'read-only ' : ''}connections`,
    passing: PASSING,
    port: options.port,
    log: options.log,
    stopTimeoutMs: STOP_TIMEOUT_MS,
  })
}

const postgresArguments = (cluster: string, port: number, fsync: boolean): string[] => {
  const settings = [
    'listen_addresses=127.0.0.1',
    'unix_socket_directories=',
    'max_connections=200',
    // For one machine's memory; the operating system caches the rest.
    'shared_buffers=16MB',
    'log_checkpoints=off',
    ...(fsync ? [] : ['fsync=off', 'full_page_writes=off']),
  ]
  return ['-D', cluster, '-p', String(port), ...settings.flatMap((setting) => ['-c', setting])]
}
