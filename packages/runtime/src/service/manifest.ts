import type { Bus } from '@gptget/bus'
import type { Logger } from '../logger.ts'
import type { Service } from './service.ts'

/** What a service gets at its start. Default: a separate logger and bus, and this process's environment. */
export type ServiceDependencies = {
  logger?: Logger
  /** The bus of the other services in this process. */
  bus?: Bus
  env?: NodeJS.ProcessEnv
}

/** The part of a service that is loaded only in the process that runs it. */
export type ServiceModule = {
  /** @throws Error that names every missing or wrong variable. */
  configFromEnv(env: NodeJS.ProcessEnv): unknown
  /** Takes the result of its own `configFromEnv`. */
  create(config: never, dependencies: ServiceDependencies): Promise<Service>
}

/** What others must know of a service to start, stop, bundle and address it. Cheap to import: it loads no service. */
export type ServiceManifest<Name extends string = string> = {
  /** Also its folder: `apps/<name>`, whose `src/main.ts` runs it. */
  name: Name
  /** One line about what it does. */
  summary: string
  /** The Postgres schema of its tables. A service with tables gets `DATABASE_URL`. */
  tables?: string
  /** The variable for its folder of files, if it has one. `npm start` sets it to one in the data folder. */
  directoryVariable?: string
  /** The variable for its secret's file, if it has one. `npm start` creates one in the data folder. */
  secretFileVariable?: string
  /** Whether it gets the operator's configuration and providers' keys, and reads them again on SIGHUP. */
  readsConfiguration?: boolean
  /** Whether callers reach it directly. Others have health and forwarded requests on their HTTP port. */
  isPublic?: boolean
  /** Whether it calls servers that are not ours: providers, stores, callers' URLs. */
  reachesInternet?: boolean
  /** Services that it sends large bodies to over HTTP, past the bus. */
  sendsBodiesTo?: readonly string[]
  /** Whether its answers may last for minutes, so that stopping it has to wait for them. */
  hasLongAnswers?: boolean
  /** The paths that edges forward to it: `/docs`, and `/docs/*` for everything below. */
  paths?: readonly string[]
  /** `npm start` puts its metrics this far above the API's port; those of further processes on the following ports. */
  metricsPortOffset: number
  /** Services that it needs to be useful. */
  startAfter: readonly string[]
  /** Services that may still need it while they finish their work. */
  stopAfter: readonly string[]
  /** Whether its work ends only when a shared bus has drained. */
  outlivesBus?: boolean
  /** A service in whose process `npm start` runs it, because it has little to do. */
  sharesProcessWith?: string
  memory: {
    /** The size of V8's young generation, in MiB (it takes twice that). Unset: V8's default. */
    semiSpaceMib?: number
  }
  /** Whether it can be bundled into the image: not with native libraries. */
  isBundled: boolean
  /** Absent: it only runs in a separate process. */
  load?: () => Promise<ServiceModule>
}

/** Declares a service. Hosts, the one-box start, the image, tests and lint read it. */
export const defineService = <const Manifest extends ServiceManifest>(manifest: Manifest): Manifest =>
  manifest

/** The name of a variable for one service of several in a process: `MEDIA_PROXY_DATABASE_URL`. */
export const variableOf = (name: string, variable: string): string =>
  `${name.toUpperCase().replaceAll('-', '_')}_${variable}`

/**
 * Starts a service from its environment.
 * @throws Error that names the wrong variables, or what kept it from starting.
 */
export const startFromEnvironment = async (
  manifest: ServiceManifest,
  dependencies: ServiceDependencies & { env: NodeJS.ProcessEnv },
): Promise<Service> => {
  if (!manifest.load) throw new Error(`${manifest.name} runs only in a process of its own.`)
  const { configFromEnv, create } = await manifest.load()
  // A module's `create` takes the result of its own `configFromEnv`.
  return create(configFromEnv(dependencies.env) as never, dependencies)
}

/**
 * Services in the order in which they stop: first those that no others need.
 * @throws Error if they depend on each other.
 */
export const stopOrderOf = <Manifest extends ServiceManifest>(services: readonly Manifest[]): Manifest[] =>
  inOrder(services, ({ stopAfter }) => stopAfter)

/**
 * Starts services of one process side by side: each as soon as those run that it needs, and those that callers reach
 * after all others, so that when they answer, all others do. Waits for all, even if one fails.
 * @throws Error if they depend on each other, or the error of the first that did not start
 */
export const startTogether = async <Manifest extends ServiceManifest>(
  services: readonly Manifest[],
  start: (service: Manifest) => Promise<void>,
): Promise<void> => {
  const starts = new Map<string, Promise<void>>()
  for (const service of startOrderOf(services)) {
    const { name, isPublic, startAfter } = service
    const earlier = isPublic ? [...starts.values()] : startAfter.flatMap((other) => starts.get(other) ?? [])
    starts.set(
      name,
      Promise.all(earlier).then(() => start(service)),
    )
  }
  const failed = (await Promise.allSettled(starts.values())).find(({ status }) => status === 'rejected')
  if (failed !== undefined) throw (failed as PromiseRejectedResult).reason
}

/**
 * Services in an order in which they can start. Those that callers reach are last.
 * @throws Error if they depend on each other.
 */
export const startOrderOf = <Manifest extends ServiceManifest>(services: readonly Manifest[]): Manifest[] => {
  const publicLast = services.toSorted(
    (one, other) => Number(one.isPublic ?? false) - Number(other.isPublic ?? false),
  )
  return inOrder(publicLast, ({ startAfter }) => startAfter)
}

/** Services without a dependency keep the given order. Names of absent services are ignored. */
const inOrder = <Manifest extends ServiceManifest>(
  services: readonly Manifest[],
  predecessorsOf: (service: Manifest) => readonly string[],
): Manifest[] => {
  const ordered: Manifest[] = []
  let waiting = [...services]
  while (waiting.length > 0) {
    const names = new Set(waiting.map(({ name }) => name))
    const next = waiting.find((service) => !predecessorsOf(service).some((name) => names.has(name)))
    if (next === undefined) throw new Error(`These services depend on each other: ${[...names].join(', ')}.`)
    ordered.push(next)
    waiting = waiting.filter((service) => service !== next)
  }
  return ordered
}
