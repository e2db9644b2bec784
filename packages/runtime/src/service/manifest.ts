import type { Bus } from '@gptget/bus'
import type { Logger } from '../logger.ts'
import type { Service } from './service.ts'

/**
 * What a service is given at its start. Left out: a logger and a bus of its own, and this process's
 * environment.
 */
export type ServiceDependencies = {
  logger?: Logger
  /** The bus of the other services in this process. */
  bus?: Bus
  env?: NodeJS.ProcessEnv
}

/** The part of a service that is loaded only in the process that runs it. */
export type ServiceModule = {
  /** @throws Error that names every variable that is missing or wrong. */
  configFromEnv(env: NodeJS.ProcessEnv): unknown
  /** Takes what its own `configFromEnv` answers. */
  create(config: never, dependencies: ServiceDependencies): Promise<Service>
}

/** What others must know of a service to start, stop, bundle and address it. Cheap to import: it loads no service. */
export type ServiceManifest<Name extends string = string> = {
  /** Also its folder: `apps/<name>`, whose `src/main.ts` runs it. */
  name: Name
  /** What it does, in one line. */
  summary: string
  /** The Postgres schema of its tables. A service with tables is told `DATABASE_URL`. */
  tables?: string
  /** It keeps files: the variable that says in which folder. `npm start` gives it one of the data folder. */
  directoryVariable?: string
  /** It has a secret of its own: the variable that says in which file. `npm start` makes one in the data folder. */
  secretFileVariable?: string
  /** Whether it is told the operator's configuration and providers' keys, and reads them again on SIGHUP. */
  readsConfiguration?: boolean
  /** Whether callers reach it directly. Others have health on their HTTP port, and what edges forward to them. */
  isPublic?: boolean
  /** Whether it asks servers that are not ours: providers, stores, addresses that callers name. */
  reachesInternet?: boolean
  /** Whether its answers may last for minutes: who stops it has to wait for them. */
  hasLongAnswers?: boolean
  /** The paths that edges forward to it: `/docs`, and `/docs/*` for everything below. */
  paths?: readonly string[]
  /** `npm start` puts its metrics this far above the API's port; those of further processes on the ports after it. */
  metricsPortOffset: number
  /** Services that answer before it is of use. */
  startAfter: readonly string[]
  /** Services that may still need it while they let their work finish. */
  stopAfter: readonly string[]
  /** Whether its work ends only when a bus that it shares has drained. */
  outlivesBus?: boolean
  /** A service in whose process `npm start` runs it: it has too little to do for one of its own. */
  sharesProcessWith?: string
  memory: {
    /** How large V8's young generation may get, in MiB (it takes twice that). Unset: V8's own default. */
    semiSpaceMib?: number
  }
  /** Whether it can be bundled into the image: not where it loads native libraries. */
  isBundled: boolean
  /** Absent: it runs only in a process of its own. */
  load?: () => Promise<ServiceModule>
}

/** Declares a service. Hosts, the one-box start, the image, tests and lint read what is said here. */
export const defineService = <const Manifest extends ServiceManifest>(manifest: Manifest): Manifest =>
  manifest

/** What a variable is called that is meant for one service of several in a process: `MEDIA_PROXY_DATABASE_URL`. */
export const variableOf = (name: string, variable: string): string =>
  `${name.toUpperCase().replaceAll('-', '_')}_${variable}`

/**
 * Starts a service as its environment says.
 * @throws Error that names the variables that are wrong, or what kept it from starting.
 */
export const startFromEnvironment = async (
  manifest: ServiceManifest,
  dependencies: ServiceDependencies & { env: NodeJS.ProcessEnv },
): Promise<Service> => {
  if (!manifest.load) throw new Error(`${manifest.name} runs only in a process of its own.`)
  const { configFromEnv, create } = await manifest.load()
  // A module's `create` takes what its own `configFromEnv` answers.
  return create(configFromEnv(dependencies.env) as never, dependencies)
}

/**
 * Services in the order in which they are to stop, those first that others do not wait for.
 * @throws Error when they wait for each other.
 */
export const stopOrderOf = <Manifest extends ServiceManifest>(services: readonly Manifest[]): Manifest[] =>
  inOrder(services, ({ stopAfter }) => stopAfter)

/**
 * Services in the order in which they are to start, one after the other. Those that callers reach come last: when
 * they answer, all the others do.
 * @throws Error when they wait for each other.
 */
export const startOrderOf = <Manifest extends ServiceManifest>(services: readonly Manifest[]): Manifest[] => {
  const publicLast = services.toSorted(
    (one, other) => Number(one.isPublic ?? false) - Number(other.isPublic ?? false),
  )
  return inOrder(publicLast, ({ startAfter }) => startAfter)
}

/** Those they do not name each other keep the order in which they are given. Names of absent services are ignored. */
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
