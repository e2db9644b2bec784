import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { connectBus, type Bus } from '@gptget/bus'
import { createTestDatabase, startTestNats, type TestServer } from '@gptget/testkit'
import { createAdmin, type Admin } from './admin.ts'
import { SERVICE_NAMES, type RunningService, type ServiceName } from './service-name.ts'
import { startInProcess } from './start-in-process.ts'
import { startProcess } from './start-process.ts'
import { waitUntilReady } from './wait-until-ready.ts'

/** The operator's configuration as an object; it is written to a YAML file (of which JSON is a part). */
export type OperatorConfig = { providers: Record<string, unknown>; models: Record<string, unknown> }

export type PlatformOptions = {
  config: OperatorConfig
  edges?: number
  routers?: number
  billings?: number
  tasksWorkers?: number
  /** `in-process` starts the services inside the test's process, `processes` as in production. */
  mode?: 'in-process' | 'processes'
  /** Runs these in one process, which goes by the first's name. */
  together?: [ServiceName, ...ServiceName[]]
  /** More environment for every service. */
  env?: Record<string, string>
}

export type Platform = {
  edges: { url: string }[]
  /** What a caller gives an SDK: the first edge's URL with `/v1`. */
  baseUrl: string
  admin: Admin
  bus: Bus
  nats: TestServer
  databaseUrl: string
  services: RunningService[]
  of(service: ServiceName): RunningService[]
  /** Writes another configuration where the routers find it; the test says how they learn of it. */
  writeConfig(config: OperatorConfig): Promise<void>
  stop(): Promise<void>
}

/** Starts billing, router and edge on real NATS and Postgres, and waits until a request can be served. */
export const startPlatform = async (options: PlatformOptions): Promise<Platform> => {
  const [database, nats, directory] = await Promise.all([
    createTestDatabase(),
    startTestNats(),
    mkdtemp(path.join(tmpdir(), 'gptget-platform-')),
  ])
  const configPath = path.join(directory, 'gptget.yaml')
  const writeConfig = (config: OperatorConfig): Promise<void> =>
    writeFile(configPath, JSON.stringify(config, null, 2))
  await writeConfig(options.config)
  const services = await startServices(options, {
    ...options.env,
    HOST: '127.0.0.1',
    PORT: '0',
    GPTGET_NATS_URL: nats.url,
    NATS_URL: nats.url,
    DATABASE_URL: database.url,
    GPTGET_CONFIG: configPath,
  })
  const bus = await connectBus({ url: nats.url, name: 'test', onError: throwLater })
  const of = (name: ServiceName): RunningService[] => services.filter(({ service }) => service === name)
  await Promise.all(services.map(({ url }) => waitUntilReady(url)))
  const edges = of('edge-gateway').map(({ url }) => ({ url }))
  return {
    edges,
    baseUrl: `${edges[0]?.url}/v1`,
    admin: createAdmin(bus),
    bus,
    nats,
    databaseUrl: database.url,
    services,
    of,
    writeConfig,
    stop: async () => {
      await bus.close()
      for (const name of SERVICE_NAMES.toReversed())
        await Promise.all(of(name).map((service) => service.stop()))
      await Promise.all([nats.stop(), database.drop(), rm(directory, { recursive: true, force: true })])
    },
  }
}

const startServices = (options: PlatformOptions, env: Record<string, string>): Promise<RunningService[]> => {
  const start = options.mode === 'processes' ? startProcess : startInProcess
  const counts: Record<ServiceName, number> = {
    billing: options.billings ?? 1,
    router: options.routers ?? 1,
    'tasks-worker': options.tasksWorkers ?? 1,
    'edge-gateway': options.edges ?? 1,
  }
  const [first, ...others] = options.together ?? []
  const names = SERVICE_NAMES.filter((name) => !options.together?.includes(name)).flatMap((name) =>
    Array.from({ length: counts[name] }, () => name),
  )
  return Promise.all([
    ...names.map((name) => start(name, env)),
    ...(first === undefined ? [] : [startProcess(first, env, others)]),
  ])
}

/** An error nobody waits for must fail the test run and not pass unseen. */
const throwLater = (error: unknown, what: string): void => {
  queueMicrotask(() => {
    throw new Error(`the test's bus: ${what}`, { cause: error })
  })
}
