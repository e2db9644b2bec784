import { HOST_USER, type NatsUser } from '@gptget/bus'
import path from 'node:path'
import { EMBEDDING_MODEL } from '../../../../apps/local-model/src/embeddings/embedding-model.ts'
import type { DiscoveredProvider } from './discovered-provider.ts'
import { encryptionKeyEnvironment } from './encryption-key.ts'
import { withoutSecrets } from './discover-keys.ts'
import type { ReplicatedService, StartOptions } from './parse-arguments.ts'
import type { PortOwner } from './service-ports.ts'

export type ServiceName = 'billing' | 'edge-gateway' | 'local-model' | 'router' | 'tasks-worker'

/** One process to run. */
export type ServicePlan = {
  name: ServiceName
  /** What runs in it: the service of that name, and those that share its process. */
  services: readonly ServiceName[]
  /** Counts from 1. */
  replica: number
  url: string
  /** The file that Node runs, and with what arguments. */
  entry: string
  args: string[]
  env: NodeJS.ProcessEnv
}

export type LocalModel = {
  /** `local/…` */
  id: string
  path: string
  name: string
  contextTokens: number
  port: number
}

export type PlanInput = {
  repository: string
  options: StartOptions
  env: NodeJS.ProcessEnv
  /** How each user reaches NATS. */
  natsUrlOf: (user: NatsUser) => string
  databaseUrl: string
  /** The port of a process that is not an edge. */
  takePort: (name: PortOwner, replica: number) => Promise<number>
}

/**
 * How large V8's young generation may get, in MiB (it takes twice that). Left alone it is 32, which every busy process
 * fills and none gives back; at 8 edge and router take a twelfth more CPU than at 16, at 4 a fifth.
 */
const SEMI_SPACE_MIB: Partial<Record<ServiceName, number>> = {
  'edge-gateway': 16,
  router: 16,
  billing: 8,
  'tasks-worker': 2,
}

/** Settings of Node and of the C library that keep a process small (docs/performance.md); the operator's own win. */
const memoryEnvironment = (services: readonly ServiceName[], env: NodeJS.ProcessEnv): NodeJS.ProcessEnv => {
  const sizes = services.flatMap((name) => SEMI_SPACE_MIB[name] ?? [])
  if (sizes.length === 0) return {}
  const nodeOptions = [`--max-semi-space-size=${Math.max(...sizes)}`, env.NODE_OPTIONS].join(' ').trim()
  // One heap for all threads: what V8's helpers free would else never be used again.
  return { NODE_OPTIONS: nodeOptions, MALLOC_ARENA_MAX: env.MALLOC_ARENA_MAX ?? '1' }
}

/** The processes of a service, each with all that it is told. */
const plan = async (
  input: PlanInput,
  name: ServiceName,
  replica: number,
  port: number,
  env: NodeJS.ProcessEnv,
  services: readonly ServiceName[] = [name],
): Promise<ServicePlan> => ({
  name,
  services,
  replica,
  url: `http://127.0.0.1:${port}`,
  entry: path.join(input.repository, 'apps', name, 'src/main.ts'),
  args: [],
  env: {
    ...env,
    ...memoryEnvironment(services, env),
    HOST: '127.0.0.1',
    PORT: String(port),
    ...(name === 'local-model' ? {} : { NATS_URL: input.natsUrlOf(services.length > 1 ? HOST_USER : name) }),
  },
})

const count = (replicas: number): number[] => Array.from({ length: replicas }, (_, index) => index + 1)

/** The processes that a service has to itself. */
const replicasApart = ({ options }: PlanInput, name: ReplicatedService): number[] =>
  options.colocated.includes(name) ? [] : count(options.replicas[name])

export const planEdges = (input: PlanInput): Promise<ServicePlan[]> =>
  Promise.all(
    replicasApart(input, 'edge-gateway').map((replica) =>
      plan(input, 'edge-gateway', replica, input.options.port + replica - 1, withoutSecrets(input.env)),
    ),
  )

export const planBilling = (input: PlanInput): Promise<ServicePlan[]> => planWithDatabase(input, 'billing')

export const planTasksWorkers = (input: PlanInput): Promise<ServicePlan[]> =>
  planWithDatabase(input, 'tasks-worker')

const planWithDatabase = (input: PlanInput, name: 'billing' | 'tasks-worker'): Promise<ServicePlan[]> =>
  Promise.all(
    replicasApart(input, name).map(async (replica) =>
      plan(input, name, replica, await input.takePort(name, replica), {
        ...withoutSecrets(input.env),
        DATABASE_URL: input.databaseUrl,
      }),
    ),
  )

/** Routers alone see the providers' keys. */
export const planRouters = (input: PlanInput, providers: DiscoveredProvider[]): Promise<ServicePlan[]> =>
  Promise.all(
    replicasApart(input, 'router').map(async (replica) =>
      plan(
        input,
        'router',
        replica,
        await input.takePort('router', replica),
        routerEnvironment(input, providers),
      ),
    ),
  )

const routerEnvironment = (input: PlanInput, providers: DiscoveredProvider[]): NodeJS.ProcessEnv => {
  const { DATABASE_URL: _, ...env } = input.env
  return {
    ...env,
    ...encryptionKeyEnvironment(input.options.dataDirectory, env),
    GPTGET_CONFIG: input.options.configurationFile,
    GPTGET_DISCOVERED_PROVIDERS: JSON.stringify(providers),
  }
}

/** The services that share processes: as many processes as the first of them has replicas. */
export const planColocated = (input: PlanInput, providers: DiscoveredProvider[]): Promise<ServicePlan[]> => {
  const { colocated, replicas, port } = input.options
  const [name] = colocated
  if (name === undefined) return Promise.resolve([])
  const env = {
    ...(colocated.includes('router') ? routerEnvironment(input, providers) : withoutSecrets(input.env)),
    ...(colocated.some(hasTables) ? { DATABASE_URL: input.databaseUrl } : {}),
  }
  return Promise.all(
    count(replicas[name]).map(async (replica) => ({
      ...(await plan(
        input,
        name,
        replica,
        name === 'edge-gateway' ? port + replica - 1 : await input.takePort(name, replica),
        env,
        colocated,
      )),
      entry: path.join(input.repository, 'infra/host/src/main.ts'),
      args: [colocated.join(',')],
    })),
  )
}

const hasTables = (name: ServiceName): boolean => name === 'billing' || name === 'tasks-worker'

export const planLocalModel = (input: PlanInput, model: LocalModel): Promise<ServicePlan> =>
  plan(input, 'local-model', 1, model.port, {
    ...withoutSecrets(input.env),
    GPTGET_LOCAL_MODEL_PATH: model.path,
    GPTGET_LOCAL_MODEL_ID: model.id,
    GPTGET_LOCAL_MODEL_CONTEXT_TOKENS: String(model.contextTokens),
  })

const upstreamName = (modelId: string): string => modelId.replace(/^local\//, '')

/** The local model's process as a provider: it talks, and it makes vectors. */
export const localProvider = (model: LocalModel): DiscoveredProvider => ({
  id: 'local',
  dialect: 'openai-chat',
  base_url: `http://127.0.0.1:${model.port}/v1`,
  models: [
    {
      id: model.id,
      upstream_model: upstreamName(model.id),
      name: model.name,
      context_tokens: model.contextTokens,
    },
    {
      id: EMBEDDING_MODEL.modelId,
      upstream_model: upstreamName(EMBEDDING_MODEL.modelId),
      name: EMBEDDING_MODEL.name,
      context_tokens: EMBEDDING_MODEL.contextTokens,
      output: 'embeddings',
    },
  ],
})
