import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import {
  connectBus,
  HOST_USER,
  loginUrl,
  passwordOf,
  printAuthorization,
  type Bus,
  type NatsUser,
} from '@gptget/bus'
import { ensurePages } from '@gptget/console/build'
import { HOSTED } from '@gptget/host/services'
import { stopOrderOf } from '@gptget/runtime/manifest'
import { prepareRoles, roleOf, urlAs, type ServiceRole } from '@gptget/postgres'
import { createTestDatabase, startTestNats, startTestPostgres, type TestServer } from '@gptget/testkit'
import { createAdmin, type Admin } from './admin.ts'
import { enterOutsidePlatform, readOutsidePlatform } from './outside-platform.ts'
import type { RunningService, ServiceName } from './service-name.ts'
import { startHostInProcess, startInProcess } from './start-in-process.ts'
import { startProcess, type OnCrash } from './start-process.ts'
import { waitUntilReady } from './wait-until-ready.ts'

/** The operator's configuration as an object, written as JSON, which is valid YAML. */
export type OperatorConfig = { providers: Record<string, unknown>; models: Record<string, unknown> }

export type PlatformOptions = {
  config: OperatorConfig
  edges?: number
  routers?: number
  billings?: number
  tasksWorkers?: number
  /** Whether to run the site. Default: no. */
  docs?: number
  /** Whether to build and run the console. Default: no. */
  console?: number
  /** Whether to run desktops. Default: no. */
  computers?: number
  /** Whether to run voice sessions. Default: no. */
  realtimes?: number
  /** `in-process` starts the services inside the test's process, `processes` as in production. */
  mode?: 'in-process' | 'processes'
  /** Runs these services in one process with the name of the first. */
  together?: [ServiceName, ...ServiceName[]]
  /** More environment for every service. */
  env?: Record<string, string>
  /** Whether to start a separate Postgres that the test may kill: `Platform.postgres`. */
  hasOwnPostgres?: boolean
  /** Servers that the test starts, stops, restores or fails over itself. */
  servers?: { postgres: TestServer; nats: TestServer & { violations: readonly string[] } }
  /** The data folders of its own Postgres and NATS, for full disks. Default: folders of the test run. */
  dataDirs?: { postgres: string; nats: string }
  /** Only for `processes`. */
  onCrash?: OnCrash
  /** Only for `processes`: the repository of another version, whose services are started instead. */
  repository?: string
  /** Only for `processes`: how long a service may take to stop. */
  stopTimeoutMs?: number
  /** Receives errors of the test's own bus outside of calls. Default: they fail the test run. */
  onBusError?: (error: unknown, what: string) => void
}

export type Platform = {
  edges: { url: string }[]
  /** The base URL for an SDK: the first edge's URL with `/v1`. */
  baseUrl: string
  admin: Admin
  bus: Bus
  nats: TestServer
  /** Only with `hasOwnPostgres`. */
  postgres: TestServer | undefined
  databaseUrl: string
  /** The environment of its services, for those that a test starts itself. */
  env: Record<string, string>
  services: RunningService[]
  of(service: ServiceName): RunningService[]
  /** Replaces the routers' configuration file. The test must trigger the reload. */
  writeConfig(config: OperatorConfig): Promise<void>
  stop(): Promise<void>
}

/** Starts billing, router and edge with real NATS and Postgres, and waits until requests can be served. */
export const startPlatform = async (options: PlatformOptions): Promise<Platform> => {
  const outside = readOutsidePlatform(process.env)
  if (outside) return enterOutsidePlatform(outside, options)
  if (options.console !== undefined) await ensurePages()
  const [database, nats, directory] = await Promise.all([
    databaseFor(options),
    options.servers?.nats ??
      startTestNats({ authorization, ...(options.dataDirs ? { dataDir: options.dataDirs.nats } : {}) }),
    mkdtemp(path.join(tmpdir(), 'gptget-platform-')),
  ])
  const configPath = path.join(directory, 'gptget.yaml')
  const writeConfig = (config: OperatorConfig): Promise<void> =>
    writeFile(configPath, JSON.stringify(config, null, 2))
  await writeConfig(options.config)
  const env = {
    GPTGET_SHUTDOWN_DRAIN_MS: '5000',
    ...options.env,
    HOST: '127.0.0.1',
    PORT: '0',
    GPTGET_NATS_URL: nats.url,
    DATABASE_URL: database.url,
    GPTGET_CONFIG: configPath,
    MEDIA_DIRECTORY: path.join(directory, 'media'),
    TASKS_SECRET: 'a secret of the tests of tasks, long enough',
    CONSOLE_SECRET: 'a secret of tests, and long enough for one',
  }
  const schemas = HOSTED.flatMap(({ tables }) => tables ?? [])
  await prepareRoles(
    database.url,
    schemas.map((schema) => roleIn(database.url, schema)),
  )
  const services = await startServices(options, env)
  const bus = await connectBus({ url: nats.url, name: 'test', onError: options.onBusError ?? throwLater })
  const of = (name: ServiceName): RunningService[] => services.filter(({ service }) => service === name)
  await Promise.all(services.map(({ url }) => waitUntilReady(url)))
  const edges = of('edge-gateway').map(({ url }) => ({ url }))
  return {
    edges,
    baseUrl: `${edges[0]?.url}/v1`,
    admin: createAdmin(bus),
    bus,
    nats,
    postgres: database.server,
    databaseUrl: database.url,
    env: environmentOf(HOST_USER, env),
    services,
    of,
    writeConfig,
    stop: async () => {
      await bus.close()
      for (const { name } of stopOrderOf(HOSTED)) await Promise.all(of(name).map((service) => service.stop()))
      await Promise.all([
        options.servers ? undefined : nats.stop(),
        database.end(),
        rm(directory, { recursive: true, force: true }),
      ])
      if (nats.violations.length > 0)
        throw new Error(`A service did what it may not do on NATS:\n${nats.violations.join('\n')}`)
    },
  }
}

type PlatformDatabase = { url: string; server: TestServer | undefined; end(): Promise<void> }

const databaseFor = async ({
  servers,
  hasOwnPostgres,
  dataDirs,
}: PlatformOptions): Promise<PlatformDatabase> => {
  if (servers) return { url: servers.postgres.url, server: servers.postgres, end: async () => {} }
  return hasOwnPostgres ? ownDatabase(dataDirs?.postgres) : sharedDatabase()
}

const ownDatabase = async (dataDir?: string): Promise<PlatformDatabase> => {
  const server = await startTestPostgres(dataDir === undefined ? {} : { dataDir })
  return { url: server.url, server, end: () => server.stop() }
}

const sharedDatabase = async (): Promise<PlatformDatabase> => {
  const { url, drop } = await createTestDatabase()
  return { url, server: undefined, end: drop }
}

/** The environment of a service: its own NATS and Postgres logins, and common settings. */
export const environmentOf = (user: NatsUser, env: Record<string, string>): Record<string, string> => {
  const schema = HOSTED.find(({ name }) => name === user)?.tables
  return {
    ...env,
    NATS_URL: loginUrl(env.GPTGET_NATS_URL!, user, passwordOf(SECRET, user)),
    ...(schema === undefined
      ? {}
      : { DATABASE_URL: urlAs(env.DATABASE_URL!, roleIn(env.DATABASE_URL!, schema)) }),
  }
}

/** Roles belong to the whole server, which all test files share, so their names are unique. */
const roleIn = (databaseUrl: string, schema: string): ServiceRole =>
  roleOf(new URL(databaseUrl).pathname.slice(1), schema, SECRET)

const startServices = (options: PlatformOptions, env: Record<string, string>): Promise<RunningService[]> => {
  const start = (name: ServiceName, index: number): Promise<RunningService> =>
    options.mode === 'processes'
      ? startProcess(name, environmentOf(name, envOfProcess(env, index)), options)
      : startInProcess(name, environmentOf(name, envOfProcess(env, index)))
  const counts: Partial<Record<ServiceName, number>> = {
    billing: options.billings,
    router: options.routers,
    'tasks-worker': options.tasksWorkers,
    'edge-gateway': options.edges,
    docs: options.docs ?? 0,
    console: options.console ?? 0,
    computers: options.computers ?? 0,
    realtime: options.realtimes ?? 0,
  }
  const startTogether = (names: [ServiceName, ...ServiceName[]]): Promise<RunningService> => {
    const [first, ...others] = names
    const own = environmentOf(HOST_USER, env)
    return options.mode === 'processes'
      ? startProcess(first, own, { ...options, others })
      : startHostInProcess(names, own)
  }
  const names = HOSTED.filter(({ name }) => !options.together?.includes(name)).flatMap(({ name }) =>
    Array.from({ length: counts[name] ?? 1 }, (_, index) => ({ name, index })),
  )
  return Promise.all([
    ...names.map(({ name, index }) => start(name, index)),
    ...(options.together === undefined ? [] : [startTogether(options.together)]),
  ])
}

/** Each process with desktops is a separate host with its own folder of disks. */
const envOfProcess = (env: Record<string, string>, index: number): Record<string, string> =>
  env['COMPUTERS_DIR'] === undefined || index === 0
    ? env
    : { ...env, COMPUTERS_DIR: `${env['COMPUTERS_DIR']}-${index}` }

/** Services have their own logins with the permissions of production. The test itself has all permissions. */
const SECRET = 'secret-of-tests'
export const authorization = [
  printAuthorization((user) => JSON.stringify(passwordOf(SECRET, user)), ['{ user: "test" }']),
  'no_auth_user: test',
].join('\n')

/** An error outside of calls must fail the test run. */
const throwLater = (error: unknown, what: string): void => {
  queueMicrotask(() => {
    throw new Error(`the test's bus: ${what}`, { cause: error })
  })
}
