import path from 'node:path'
import { EMBEDDING_MODEL } from '../../../../apps/local-model/src/embeddings/embedding-model.ts'
import type { DiscoveredProvider } from './discovered-provider.ts'
import { withoutSecrets } from './discover-keys.ts'
import type { StartOptions } from './parse-arguments.ts'

export type ServiceName = 'billing' | 'edge-gateway' | 'local-model' | 'router' | 'tasks-worker'

/** One process to run. */
export type ServicePlan = {
  name: ServiceName
  /** Counts from 1. */
  replica: number
  url: string
  /** The file that Node runs. */
  entry: string
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
  natsUrl: string
  databaseUrl: string
  /** A free port for a service that is not the edge. */
  takePort: () => Promise<number>
}

/** The processes of a service, each with all that it is told. */
const plan = async (
  input: PlanInput,
  name: ServiceName,
  replica: number,
  port: number,
  env: NodeJS.ProcessEnv,
): Promise<ServicePlan> => ({
  name,
  replica,
  url: `http://127.0.0.1:${port}`,
  entry: path.join(input.repository, 'apps', name, 'src/main.ts'),
  env: { ...env, HOST: '127.0.0.1', PORT: String(port), NATS_URL: input.natsUrl },
})

const replicas = (count: number): number[] => Array.from({ length: count }, (_, index) => index + 1)

export const planEdges = (input: PlanInput): Promise<ServicePlan[]> =>
  Promise.all(
    replicas(input.options.replicas['edge-gateway']).map((replica) =>
      plan(input, 'edge-gateway', replica, input.options.port + replica - 1, withoutSecrets(input.env)),
    ),
  )

export const planBilling = (input: PlanInput): Promise<ServicePlan[]> => planWithDatabase(input, 'billing')

export const planTasksWorkers = (input: PlanInput): Promise<ServicePlan[]> =>
  planWithDatabase(input, 'tasks-worker')

const planWithDatabase = (input: PlanInput, name: 'billing' | 'tasks-worker'): Promise<ServicePlan[]> =>
  Promise.all(
    replicas(input.options.replicas[name]).map(async (replica) =>
      plan(input, name, replica, await input.takePort(), {
        ...withoutSecrets(input.env),
        DATABASE_URL: input.databaseUrl,
      }),
    ),
  )

/** Routers alone see the providers' keys. */
export const planRouters = (input: PlanInput, providers: DiscoveredProvider[]): Promise<ServicePlan[]> => {
  const { DATABASE_URL: _, ...env } = input.env
  return Promise.all(
    replicas(input.options.replicas.router).map(async (replica) =>
      plan(input, 'router', replica, await input.takePort(), {
        ...env,
        GPTGET_CONFIG: input.options.configurationFile,
        GPTGET_DISCOVERED_PROVIDERS: JSON.stringify(providers),
      }),
    ),
  )
}

export const planLocalModel = (input: PlanInput, model: LocalModel): Promise<ServicePlan> =>
  plan(input, 'local-model', 1, model.port, {
    ...withoutSecrets(input.env),
    GPTGET_LOCAL_MODEL_PATH: model.path,
    GPTGET_LOCAL_MODEL_ID: model.id,
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
