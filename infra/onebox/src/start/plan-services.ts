import type { NatsUser } from '@gptget/bus'
import { serviceNamed, type HostedName, type ServiceName } from '@gptget/host/services'
import { variableOf } from '@gptget/runtime/manifest'
import type { ServiceManifest } from '@gptget/runtime/manifest'
import path from 'node:path'
import { EMBEDDING_MODEL } from '../../../../apps/local-model/src/embeddings/embedding-model.ts'
import { SPEECH_MODEL } from '../../../../apps/local-model/src/speech/speech-model.ts'
import { TRANSCRIPTION_MODEL } from '../../../../apps/local-model/src/transcription/transcription-model.ts'
import type { DiscoveredProvider } from './discovered-provider.ts'
import { encryptionKeyEnvironment, secretFileOf } from './encryption-key.ts'
import { withoutSecrets } from './discover-keys.ts'
import type { StartOptions } from './parse-arguments.ts'
import { colocatedProcesses, processesApart, programOf, type ServiceProcess } from './plan-programs.ts'
import { metricsPortVariable } from './service-ports.ts'
import type { DatabaseUrlOf } from './start-servers.ts'

type Manifest = ServiceManifest<ServiceName>

/** One process to run. */
export type ServicePlan = ServiceProcess & {
  name: ServiceName
  url: string
  /** The URL of each service in the process; that of the first is `url`. */
  urls: Readonly<Partial<Record<ServiceName, string>>>
  /** The metrics port of each service in the process. */
  metrics: readonly { name: ServiceName; port: number }[]
  /** The file that Node runs; `args` are its arguments. */
  entry: string
  args: readonly string[]
  env: NodeJS.ProcessEnv
  /** How long it may take to finish its work after SIGTERM. */
  drainMs: number
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
  /** The folder of the bundled services; undefined to run their sources. */
  bundle: string | undefined
  options: StartOptions
  env: NodeJS.ProcessEnv
  /** How long edges may wait and drain in total, by the environment. */
  drainMs: number
  /** The NATS URL of each user. */
  natsUrlOf: (user: NatsUser) => string
  databaseUrlOf: DatabaseUrlOf
  /** Returns a free port for a service without public paths. */
  takePort: () => Promise<number>
  /** Returns the metrics port of a service's process. */
  takeMetricsPort: (service: Manifest, replica: number) => Promise<number>
}

/** After the edges have ended, no caller waits for the other services, but they still have to store usage. */
const WITHOUT_EDGES_DRAIN_MS = 20_000
const WITHOUT_EDGES = {
  GPTGET_SHUTDOWN_GRACE_MS: '0',
  GPTGET_SHUTDOWN_DRAIN_MS: String(WITHOUT_EDGES_DRAIN_MS),
}

/** Plans the separate processes of a service. */
export const planApart = (
  input: PlanInput,
  name: HostedName,
  providers: DiscoveredProvider[] = [],
): Promise<ServicePlan[]> => planAll(input, processesApart(input.options, name), providers)

/** Plans the shared processes: as many as the first service has replicas. */
export const planColocated = (input: PlanInput, providers: DiscoveredProvider[]): Promise<ServicePlan[]> =>
  planAll(input, colocatedProcesses(input.options), providers)

const planAll = (
  input: PlanInput,
  processes: readonly ServiceProcess[],
  providers: DiscoveredProvider[],
): Promise<ServicePlan[]> =>
  Promise.all(
    processes.map(({ services, replica }) =>
      planProcess(input, services.map(serviceNamed), replica, providers),
    ),
  )

/** Plans a process of one or several services, with its environment. */
const planProcess = async (
  input: PlanInput,
  services: readonly Manifest[],
  replica: number,
  providers: DiscoveredProvider[],
): Promise<ServicePlan> => {
  const [first] = services
  const isShared = services.length > 1
  const ports = await Promise.all(
    services.map(({ isPublic }) => (isPublic ? input.options.port + replica - 1 : input.takePort())),
  )
  return plan(input, services, replica, ports, {
    ...(services.some(({ readsConfiguration }) => readsConfiguration)
      ? configuredEnvironment(input, providers)
      : withoutSecrets(input.env)),
    ...databaseEnvironment(input, services),
    ...filesEnvironment(input, services),
    ...secretsEnvironment(input, services),
    NATS_URL: input.natsUrlOf(isShared ? 'host' : (first!.name as HostedName)),
  })
}

/** Each service has its own Postgres role, also in a shared process: `MEDIA_PROXY_DATABASE_URL`. */
const databaseEnvironment = (
  { databaseUrlOf }: PlanInput,
  services: readonly Manifest[],
): NodeJS.ProcessEnv =>
  Object.fromEntries(
    services.flatMap(({ name, tables }, index) =>
      tables === undefined
        ? []
        : [[index === 0 ? 'DATABASE_URL' : variableOf(name, 'DATABASE_URL'), databaseUrlOf(tables)]],
    ),
  )

/** The folders for services' files: in the data folder, unless the operator sets them. */
const filesEnvironment = ({ options, env }: PlanInput, services: readonly Manifest[]): NodeJS.ProcessEnv =>
  Object.fromEntries(
    services.flatMap(({ name, directoryVariable: variable }) =>
      variable === undefined ? [] : [[variable, env[variable] ?? path.join(options.dataDirectory, name)]],
    ),
  )

/** The files with services' own secrets: created in the data folder, unless the operator sets them. */
const secretsEnvironment = ({ options, env }: PlanInput, services: readonly Manifest[]): NodeJS.ProcessEnv =>
  Object.fromEntries(
    services.flatMap(({ name, secretFileVariable: variable }) =>
      variable === undefined ? [] : [[variable, env[variable] ?? secretFileOf(options.dataDirectory, name)]],
    ),
  )

const plan = async (
  input: PlanInput,
  services: readonly Manifest[],
  replica: number,
  ports: readonly number[],
  env: NodeJS.ProcessEnv,
): Promise<ServicePlan> => {
  const [{ name }] = services as [Manifest]
  const urls = ports.map((port) => `http://127.0.0.1:${port}`)
  const hasEdge = services.some(({ isPublic }) => isPublic)
  const program = programOf(input, services)
  const metrics: ServicePlan['metrics'] = await Promise.all(
    services.map(async (service) => ({
      name: service.name,
      port: await input.takeMetricsPort(service, replica),
    })),
  )
  return {
    name,
    services: services.map((service) => service.name),
    replica,
    url: urls[0]!,
    urls: Object.fromEntries(services.map((service, index) => [service.name, urls[index]])),
    metrics,
    entry: program.entry,
    args: program.args,
    drainMs: hasEdge ? input.drainMs : WITHOUT_EDGES_DRAIN_MS,
    env: {
      ...env,
      ...program.env,
      ...(hasEdge ? {} : WITHOUT_EDGES),
      HOST: '127.0.0.1',
      PORT: String(ports[0]),
      ...Object.fromEntries(
        services.slice(1).map((other, index) => [variableOf(other.name, 'PORT'), String(ports[index + 1])]),
      ),
      METRICS_HOST: '127.0.0.1',
      METRICS_PORT: String(metrics[0]!.port),
      ...Object.fromEntries(
        metrics.slice(1).map((other) => [metricsPortVariable(other.name), String(other.port)]),
      ),
    },
  }
}

/** The environment of services that read the configuration. Only they get the providers' keys. */
const configuredEnvironment = (input: PlanInput, providers: DiscoveredProvider[]): NodeJS.ProcessEnv => {
  const { DATABASE_URL: _, ...env } = input.env
  return {
    ...env,
    ...encryptionKeyEnvironment(input.options.dataDirectory, env),
    GPTGET_CONFIG: input.options.configurationFile,
    GPTGET_DISCOVERED_PROVIDERS: JSON.stringify(providers),
  }
}

export const planLocalModel = (input: PlanInput, model: LocalModel): Promise<ServicePlan> =>
  plan(input, [serviceNamed('local-model')], 1, [model.port], {
    ...withoutSecrets(input.env),
    GPTGET_LOCAL_MODEL_PATH: model.path,
    GPTGET_LOCAL_MODEL_ID: model.id,
    GPTGET_LOCAL_MODEL_CONTEXT_TOKENS: String(model.contextTokens),
  })

const upstreamName = (modelId: string): string => modelId.replace(/^local\//, '')

/** The local model as a provider of chat, embeddings, speech and transcription. */
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
    {
      id: SPEECH_MODEL.modelId,
      upstream_model: upstreamName(SPEECH_MODEL.modelId),
      name: SPEECH_MODEL.name,
      output: 'speech',
      voices: SPEECH_MODEL.voices,
    },
    {
      id: TRANSCRIPTION_MODEL.modelId,
      upstream_model: upstreamName(TRANSCRIPTION_MODEL.modelId),
      name: TRANSCRIPTION_MODEL.name,
      output: 'transcription',
    },
  ],
})
