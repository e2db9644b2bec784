import path from 'node:path'
import { HOSTED, serviceNamed, type HostedName, type ServiceName } from '@gptget/host/services'
import type { ServiceManifest } from '@gptget/runtime/manifest'
import type { StartOptions } from './parse-arguments.ts'

/** Which services a process runs. */
export type ServiceProcess = {
  /** The first names the process. */
  services: readonly ServiceName[]
  /** Counts from 1. */
  replica: number
}

/** What Node runs for a process, and the variables that it needs before any code is loaded. */
export type Program = { entry: string; args: readonly string[]; env: NodeJS.ProcessEnv }

export type ProgramInput = {
  repository: string
  /** The folder of the bundled services; undefined to run their sources. */
  bundle: string | undefined
  env: NodeJS.ProcessEnv
}

type Choice = Pick<StartOptions, 'colocated' | 'replicas'>

/** The name of a process in messages: its services, unless there are too many. */
export const labelOf = ({ services }: Pick<ServiceProcess, 'services'>): string =>
  services.length > 3 ? 'services' : services.join('+')

/** The separate processes of a service. */
export const processesApart = ({ colocated, replicas }: Choice, name: HostedName): ServiceProcess[] => {
  if (colocated.includes(name) || serviceNamed(name).sharesProcessWith !== undefined) return []
  return replicated(withCompanions([name], colocated), replicas[name])
}

/** The shared processes: as many as the first service has replicas. */
export const colocatedProcesses = ({ colocated, replicas }: Choice): ServiceProcess[] => {
  const [first] = colocated
  return first === undefined ? [] : replicated(withCompanions(colocated), replicas[first])
}

/** All processes of hosted services. */
export const hostedProcesses = (choice: Choice): ServiceProcess[] => [
  ...colocatedProcesses(choice),
  ...HOSTED.flatMap(({ name }) => processesApart(choice, name)),
]

const replicated = (services: readonly ServiceName[], replicas: number): ServiceProcess[] =>
  Array.from({ length: replicas }, (_, index) => ({ services, replica: index + 1 }))

/** Adds the services that share a process with one of these, unless they are in another process. */
const withCompanions = (
  names: readonly HostedName[],
  elsewhere: readonly HostedName[] = [],
): HostedName[] => [
  ...names,
  ...HOSTED.filter(
    ({ name, sharesProcessWith }) =>
      !names.includes(name) &&
      !elsewhere.includes(name) &&
      names.some((other) => other === sharesProcessWith),
  ).map(({ name }) => name),
]

export const programOf = (
  { repository, bundle, env }: ProgramInput,
  services: readonly ServiceManifest[],
): Program => {
  const isShared = services.length > 1
  const [{ name, isBundled }] = services as [ServiceManifest]
  const args = isShared ? [services.map((service) => service.name).join(',')] : []
  const memory = memoryEnvironment(services, env)
  if (bundle === undefined || !isBundled) {
    const folder = isShared ? 'infra/host' : `apps/${name}`
    return { entry: path.join(repository, folder, 'src/main.ts'), args, env: memory }
  }
  return {
    entry: path.join(bundle, `${isShared ? 'host' : name}.mjs`),
    args,
    // Compiled code is removed with the bundle.
    env: { ...memory, NODE_COMPILE_CACHE: path.join(bundle, 'compiled') },
  }
}

/** Settings of Node and libc that limit a process's memory (docs/performance.md). The operator's take precedence. */
const memoryEnvironment = (
  services: readonly ServiceManifest[],
  env: NodeJS.ProcessEnv,
): NodeJS.ProcessEnv => {
  const sizes = services.flatMap(({ memory }) => memory.semiSpaceMib ?? [])
  if (sizes.length === 0) return {}
  const nodeOptions = [`--max-semi-space-size=${Math.max(...sizes)}`, env.NODE_OPTIONS].join(' ').trim()
  // With one heap for all threads, memory that V8's helper threads free is used again.
  return { NODE_OPTIONS: nodeOptions, MALLOC_ARENA_MAX: env.MALLOC_ARENA_MAX ?? '1' }
}
