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

/** Returns the Postgres URL for a schema, with a role that can access only that schema. */
export type DatabaseUrlOf = (schema: string) => string

/** Connects to the operator's Postgres, or starts an embedded one with a separate role for each service. */
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
 * Connects to the operator's NATS, or starts an embedded one with a separate login for each user. Returns a function
 * from user to URL.
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
