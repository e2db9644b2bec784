import path from 'node:path'
import { HOSTED, type HostedName } from '@gptget/host/services'
import { findFreePort } from '@gptget/embedded-servers/launch'
import { checkPorts } from './check-ports.ts'
import type { JobProcess } from './jobs/start-jobs.ts'
import type { StartOptions } from './parse-arguments.ts'
import { labelOf } from './plan-programs.ts'
import {
  localProvider,
  planApart,
  planColocated,
  planLocalModel,
  type LocalModel,
  type PlanInput,
  type ServicePlan,
} from './plan-services.ts'
import { prepareProcesses } from './prepare-processes.ts'
import { readyText } from './ready-text.ts'
import { runOnDemand } from './run-on-demand.ts'
import { runService, type RunningService, type RunOptions } from './run-service.ts'
import { metricsPortTaker } from './service-ports.ts'
import type { Running } from './shut-down.ts'
import { openNats, openPostgres } from './start-servers.ts'
import { keepEncryptionKey, keepSecret, secretFileOf } from './encryption-key.ts'
import { writePlatform, writeQuickstart, writeServices } from './state-files.ts'
import type { Terminal } from './terminal.ts'

export type PlatformInput = {
  repository: string
  /** The folder of the bundled services; undefined to run their sources. */
  bundle: string | undefined
  options: StartOptions
  env: NodeJS.ProcessEnv
  terminal: Terminal
  jobs: JobProcess
  /** The folder for downloads. */
  cacheDir: string
  /** Collects everything that is started, so that it can be stopped at any time. */
  running: Running
  /** Aborted when nothing more may be started. */
  signal: AbortSignal
}

/** Starts everything. Resolves when the platform is ready and its instructions are printed. */
export const startPlatform = async (input: PlatformInput): Promise<void> => {
  const { options, env, terminal, jobs } = input
  input.running.prepared = prepareProcesses(input, logDirectory(options.dataDirectory))
  const problem = await jobs.call('checkConfiguration', { file: options.configurationFile })
  if (problem !== null) throw new Error(problem)
  await jobs.call('endLeftOverServices', { dataDirectory: options.dataDirectory })
  await checkPorts(options.port, options.replicas['edge-gateway'])
  const takeMetricsPort = metricsPortTaker(options.port, env, terminal)
  const servers = { ...input, dataDirectory: options.dataDirectory }
  // What takes longest is asked for first: the jobs' process loads libraries one after the other.
  const postgres = terminal.during('Postgres', openPostgres(servers))
  const nats = terminal.during('NATS', openNats(servers))
  const times = jobs.call('readEnvironment', undefined)
  const weights = terminal.during('local model', findLocalModel(input))
  const ollama = jobs.call('discoverOllama', undefined)
  const [databaseUrlOf, natsUrlOf, { graceMs, drainMs, localModelIdleMs }] = await Promise.all([
    postgres,
    nats,
    times,
  ])
  writePlatform(options.dataDirectory, natsUrlOf('admin'))
  keepEncryptionKey(options.dataDirectory, input.env)
  for (const { name, secretFileVariable } of HOSTED)
    if (secretFileVariable !== undefined) keepSecret(secretFileOf(options.dataDirectory, name))

  const plans: PlanInput = {
    ...input,
    drainMs: graceMs + drainMs,
    natsUrlOf,
    databaseUrlOf,
    takePort: findFreePort,
    takeMetricsPort,
  }
  const launch = (planned: ServicePlan[]) => launchServices(input, planned)
  const startModels = async () => {
    const [local, ollamaProvider] = await Promise.all([weights, ollama])
    const discovered = [
      ...(local.status === 'ready' ? [localProvider(local.model)] : []),
      ...(ollamaProvider === null ? [] : [ollamaProvider]),
    ]
    await Promise.all([
      ...HOSTED.filter(({ readsConfiguration }) => readsConfiguration).map(({ name }) =>
        planApart(plans, name, discovered).then(launch),
      ),
      planColocated(plans, discovered).then(launch),
      local.status === 'ready' &&
        launchLocalModel({ ...input, idleMs: localModelIdleMs }, plans, local.model),
    ])
    return { discovered, localModelReason: local.status === 'ready' ? undefined : local.reason }
  }
  const modelsStarted = startModels()
  const launchApart = (name: HostedName) => planApart(plans, name).then(launch)
  const others = HOSTED.filter(({ name, readsConfiguration }) => !readsConfiguration && name !== 'billing')
  const billingStarted = options.colocated.includes('billing') ? modelsStarted : launchApart('billing')
  const [account, models, keys] = await Promise.all([
    billingStarted.then(() => openAccount(input, natsUrlOf('admin'))),
    modelsStarted,
    jobs.call('discoverKeys', undefined),
    ...others.map(({ name }) => launchApart(name)),
  ])

  const edgeUrls = options.replicas['edge-gateway']
  const urls = Array.from({ length: edgeUrls }, (_, index) => `http://127.0.0.1:${options.port + index}`)
  const description = await jobs.call('describePlatform', {
    edgeUrl: urls[0]!,
    computersUrl: urlOfComputers(input.running),
    apiKey: account.apiKey,
    accountId: account.accountId,
    natsUrl: natsUrlOf('admin'),
  })
  writeQuickstart(options.dataDirectory, `${urls[0]}/v1`, account)
  terminal.say(
    readyText({
      edgeUrls: urls,
      apiKey: account.apiKey,
      isNewAccount: account.isNew,
      ...models,
      ...description,
      keys,
      configurationFile: options.configurationFile,
      processes: input.running.services.map(({ plan }) => plan),
      logDirectory: logDirectory(options.dataDirectory),
    }),
  )
}

const urlOfComputers = ({ services }: Running): string | undefined =>
  services.map(({ plan }) => plan.urls.computers).find((url) => url !== undefined)

const logDirectory = (dataDirectory: string): string => path.join(dataDirectory, 'logs')

type FoundModel = { status: 'ready'; model: LocalModel } | { status: 'unavailable'; reason: string }

const findLocalModel = async ({ jobs, cacheDir, terminal }: PlatformInput): Promise<FoundModel> => {
  const report = (line: string) => terminal.done(`local model: ${line}`)
  const weights = await jobs.call('findLocalModel', { cacheDir }, report)
  if (weights.status === 'unavailable') return weights
  const { modelId, path: file, name, contextTokens } = weights
  const port = await findFreePort()
  return { status: 'ready', model: { id: modelId, path: file, name, contextTokens, port } }
}

const launchServices = async (input: PlatformInput, plans: ServicePlan[]): Promise<void> => {
  const { terminal } = input
  const services = keepRunning(input, plans, runService)
  await Promise.all(
    services.map(async ({ plan, ready }) => {
      const label = labelOf(plan)
      await terminal.during(label, ready)
      terminal.done(`${label}${plans.length > 1 ? ` ${plan.replica}` : ''} ready`)
    }),
  )
}

/** Starts the local model. The platform is useful without it, so a failure is only reported. */
const launchLocalModel = async (
  input: PlatformInput & { idleMs: number },
  plans: PlanInput,
  model: LocalModel,
): Promise<void> => {
  const { terminal, signal, idleMs } = input
  try {
    const run = (plan: ServicePlan, options: RunOptions) => runOnDemand(plan, { ...options, idleMs })
    const [service] = keepRunning(input, [await planLocalModel(plans, model)], run)
    await service!.ready
    terminal.done('local model ready: its first request starts it')
  } catch (error) {
    if (!signal.aborted) terminal.warn(error instanceof Error ? error.message : String(error))
  }
}

const keepRunning = (
  { options, running, terminal, signal }: PlatformInput,
  plans: ServicePlan[],
  run: (plan: ServicePlan, options: RunOptions) => RunningService,
): RunningService[] => {
  signal.throwIfAborted()
  const onChange = () => writeServices(options.dataDirectory, running.services)
  const { prepared } = running
  const services = plans.map((plan) =>
    run(plan, { logDirectory: logDirectory(options.dataDirectory), terminal, onChange, prepared }),
  )
  running.services.push(...services)
  onChange()
  return services
}

const openAccount = ({ jobs, options, terminal }: PlatformInput, natsUrl: string) =>
  jobs.call('openAccount', { natsUrl, dataDirectory: options.dataDirectory }, (line) => terminal.warn(line))
