import path from 'node:path'
import { appendFileSync, mkdirSync } from 'node:fs'
import type { NatsUser } from '@gptget/bus'
import { launchPostgres, rememberPassword, startNats } from '@gptget/embedded-servers/launch'
import type { JobProcess } from './jobs/start-jobs.ts'
import { keepServer } from './keep-server.ts'
import type { Running } from './shut-down.ts'
import type { Terminal } from './terminal.ts'

type ServerInput = {
  env: NodeJS.ProcessEnv
  dataDirectory: string
  cacheDir: string
  terminal: Terminal
  running: Running
  jobs: JobProcess
}

const logTo = (dataDirectory: string, name: string): ((line: string) => void) => {
  const folder = path.join(dataDirectory, 'logs')
  mkdirSync(folder, { recursive: true })
  return (line) => appendFileSync(path.join(folder, `${name}.log`), `${line}\n`, { mode: 0o600 })
}

/** How the service whose tables are in a schema reaches Postgres: as a role that has no others. */
export type DatabaseUrlOf = (schema: string) => string

/** The operator's Postgres, or an embedded one, which gives each service a role that has its own tables only. */
export const openPostgres = async (input: ServerInput): Promise<DatabaseUrlOf> => {
  const { env, dataDirectory, cacheDir, terminal, running, jobs } = input
  if (env.DATABASE_URL) {
    terminal.done('Postgres: the one of DATABASE_URL')
    const given = env.DATABASE_URL
    return () => given
  }
  const log = logTo(dataDirectory, 'postgres')
  const dataDir = path.join(dataDirectory, 'postgres')
  const binaries = await jobs.call('installPostgres', { cacheDir })
  const launch = (port?: number) => launchPostgres({ binaries, dataDir, port, log })
  const server = await keepServer('Postgres', launch, terminal)
  running.servers.push(server)
  const urls = await jobs.call('prepareDatabase', { url: server.url })
  terminal.done('Postgres ready')
  return (schema) => urls[schema]!
}

/**
 * The operator's NATS, or an embedded one. Returns its URL for each user: the embedded one gives each its own login.
 */
export const openNats = async (input: ServerInput): Promise<(user: NatsUser) => string> => {
  const { env, dataDirectory, cacheDir, terminal, running, jobs } = input
  const given = env.GPTGET_NATS_URL || env.NATS_URL
  if (given) {
    terminal.done(`NATS: the one of ${env.GPTGET_NATS_URL ? 'GPTGET_NATS_URL' : 'NATS_URL'}`)
    return () => given
  }
  const report = (line: string) => terminal.done(line)
  const serverPath = await jobs.call('findNatsServer', { cacheDir }, report)
  const log = logTo(dataDirectory, 'nats')
  const dataDir = path.join(dataDirectory, 'nats')
  mkdirSync(dataDir, { recursive: true, mode: 0o700 })
  const secret = await rememberPassword(dataDir)
  const authorization = await jobs.call('printNatsAuthorization', { secret })
  const launch = (port?: number) => startNats({ dataDir, serverPath, port, log, authorization })
  const server = await keepServer('NATS', launch, terminal)
  running.servers.push(server)
  const urls = await jobs.call('natsUrls', { url: server.url, secret })
  terminal.done('NATS ready')
  return (user) => urls[user]
}
