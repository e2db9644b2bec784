import path from 'node:path'
import { appendFileSync, mkdirSync } from 'node:fs'
import { loginUrl, passwordOf, printAuthorization, type NatsUser } from '@gptget/bus'
import { findNatsServer, rememberPassword, startNats, startPostgres } from '@gptget/embedded-servers'
import { SERVICES } from '@gptget/host/services'
import { prepareRoles, roleOf, urlAs } from '@gptget/postgres'
import { keepServer } from './keep-server.ts'
import type { Running } from './shut-down.ts'
import type { Terminal } from './terminal.ts'

type ServerInput = {
  env: NodeJS.ProcessEnv
  dataDirectory: string
  cacheDir: string
  terminal: Terminal
  running: Running
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
  const { env, dataDirectory, cacheDir, terminal, running } = input
  if (env.DATABASE_URL) {
    terminal.done('Postgres: the one of DATABASE_URL')
    const given = env.DATABASE_URL
    return () => given
  }
  const log = logTo(dataDirectory, 'postgres')
  const dataDir = path.join(dataDirectory, 'postgres')
  const server = await keepServer(
    'Postgres',
    (port) => startPostgres({ dataDir, cacheDir, port, log }),
    terminal,
  )
  running.servers.push(server)
  const secret = new URL(server.url).password
  const roleFor = (schema: string) => roleOf('gptget', schema, secret)
  const schemas = SERVICES.flatMap(({ tables }) => tables ?? [])
  await prepareRoles(server.url, schemas.map(roleFor))
  terminal.done('Postgres ready')
  return (schema) => urlAs(server.url, roleFor(schema))
}

/**
 * The operator's NATS, or an embedded one. Returns its URL for each user: the embedded one gives each its own login.
 */
export const openNats = async (input: ServerInput): Promise<(user: NatsUser) => string> => {
  const { env, dataDirectory, cacheDir, terminal, running } = input
  const given = env.GPTGET_NATS_URL || env.NATS_URL
  if (given) {
    terminal.done(`NATS: the one of ${env.GPTGET_NATS_URL ? 'GPTGET_NATS_URL' : 'NATS_URL'}`)
    return () => given
  }
  const serverPath = await findNatsServer({ cacheDir, env, report: (line) => terminal.done(line) })
  const log = logTo(dataDirectory, 'nats')
  const dataDir = path.join(dataDirectory, 'nats')
  mkdirSync(dataDir, { recursive: true, mode: 0o700 })
  const secret = await rememberPassword(dataDir)
  const authorization = printAuthorization((user) => JSON.stringify(passwordOf(secret, user)))
  const server = await keepServer(
    'NATS',
    (port) => startNats({ dataDir, serverPath, port, log, authorization }),
    terminal,
  )
  running.servers.push(server)
  terminal.done('NATS ready')
  return (user) => loginUrl(server.url, user, passwordOf(secret, user))
}
