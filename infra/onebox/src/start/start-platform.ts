import path from 'node:path'
import { HOSTED, type HostedName } from '@gptget/host/services'
import { connectBus } from '@gptget/bus'
import { findFreePort } from '@gptget/embedded-servers'
import { resolveCacheDirectory } from '@gptget/package-files'
import { ensureWeights } from '../../../../apps/local-model/src/weights/index.ts'
import { PROVIDER_ROWS } from '@gptget/providers'
import { checkPorts } from './check-ports.ts'
import { chooseExampleModel } from './choose-example-model.ts'
import { discoverKeys } from './discover-keys.ts'
import { discoverOllama } from './discover-ollama.ts'
import type { StartOptions } from './parse-arguments.ts'
import {
  localProvider,
  planApart,
  planColocated,
  planLocalModel,
  type LocalModel,
  type PlanInput,
  type ServicePlan,
} from './plan-services.ts'
import { openQuickstartAccount, writeQuickstart, type QuickstartAccount } from './quickstart-account.ts'
import { readyText } from './ready-text.ts'
import { runService } from './run-service.ts'
import { metricsPortTaker } from './service-ports.ts'
import type { Running } from './shut-down.ts'
import { openNats, openPostgres } from './start-servers.ts'
import { keepEncryptionKey } from './encryption-key.ts'
import { endLeftOverServices, writePlatform, writeServices } from './state-files.ts'
import type { Terminal } from './terminal.ts'

export type PlatformInput = {
  repository: string
  options: StartOptions
  env: NodeJS.ProcessEnv
  terminal: Terminal
  /** Receives everything that is started, so that it can be stopped at any moment. */
  running: Running
  /** Aborted when no more may be started. */
  signal: AbortSignal
}

/** Starts everything and resolves when it answers, having said how to use it. */
export const startPlatform = async (input: PlatformInput): Promise<void> => {
  const { options, env, terminal } = input
  await endLeftOverServices(options.dataDirectory)
  await checkPorts(options.port, options.replicas['edge-gateway'])
  const cacheDir = resolveCacheDirectory(env)
  const takeMetricsPort = metricsPortTaker(options.port, env, terminal)
  const servers = { ...input, dataDirectory: options.dataDirectory, cacheDir }
  const weights = terminal.during('local model', findLocalModel(cacheDir, input))
  const ollama = discoverOllama(env)
  const [databaseUrlOf, natsUrlOf] = await Promise.all([
    terminal.during('Postgres', openPostgres(servers)),
    terminal.during('NATS', openNats(servers)),
  ])
  writePlatform(options.dataDirectory, natsUrlOf('admin'))
  keepEncryptionKey(options.dataDirectory, input.env)

  const plans: PlanInput = { ...input, natsUrlOf, databaseUrlOf, takePort: findFreePort, takeMetricsPort }
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
      local.status === 'ready' && launchLocalModel(input, plans, local.model),
    ])
    return { discovered, localModelReason: local.status === 'ready' ? undefined : local.reason }
  }
  const modelsStarted = startModels()
  const launchApart = (name: HostedName) => planApart(plans, name).then(launch)
  const others = HOSTED.filter(({ name, readsConfiguration }) => !readsConfiguration && name !== 'billing')
  const billingStarted = options.colocated.includes('billing') ? modelsStarted : launchApart('billing')
  const [account, models] = await Promise.all([
    billingStarted.then(() => openAccount(natsUrlOf('admin'), options.dataDirectory, terminal)),
    modelsStarted,
    ...others.map(({ name }) => launchApart(name)),
  ])

  const edgeUrls = options.replicas['edge-gateway']
  const urls = Array.from({ length: edgeUrls }, (_, index) => `http://127.0.0.1:${options.port + index}`)
  const exampleModel = await chooseExampleModel(`${urls[0]}/v1`, account.apiKey)
  writeQuickstart(options.dataDirectory, `${urls[0]}/v1`, account)
  terminal.say(
    readyText({
      edgeUrls: urls,
      apiKey: account.apiKey,
      isNewAccount: account.isNew,
      keys: discoverKeys(PROVIDER_ROWS, env),
      ...models,
      computers: await describeComputers(input.running),
      configurationFile: options.configurationFile,
      exampleModel,
      processes: input.running.services.map(({ plan }) => plan),
      logDirectory: logDirectory(options.dataDirectory),
    }),
  )
}

/** What the service itself says of this machine. */
const describeComputers = async ({ services }: Running): Promise<string> => {
  const url = services.map(({ plan }) => plan.urls.computers).find((found) => found !== undefined)
  if (url === undefined) return 'none'
  const answer = await fetch(`${url}/host`)
  if (!answer.ok) return 'not known: the log of the service says more'
  return ((await answer.json()) as { summary: string }).summary
}

const logDirectory = (dataDirectory: string): string => path.join(dataDirectory, 'logs')

type FoundModel = { status: 'ready'; model: LocalModel } | { status: 'unavailable'; reason: string }

const findLocalModel = async (cacheDir: string, { env, terminal }: PlatformInput): Promise<FoundModel> => {
  const report = (line: string) => terminal.done(`local model: ${line}`)
  const weights = await ensureWeights({ cacheDir, env, report }).catch((error: unknown) => ({
    status: 'unavailable' as const,
    reason: String(error),
  }))
  if (weights.status === 'unavailable') return weights
  const { modelId, path: file, name, contextTokens } = weights
  const port = await findFreePort()
  return { status: 'ready', model: { id: modelId, path: file, name, contextTokens, port } }
}

const launchServices = async (input: PlatformInput, plans: ServicePlan[]): Promise<void> => {
  const { options, running, terminal, signal } = input
  signal.throwIfAborted()
  const onChange = () => writeServices(options.dataDirectory, running.services)
  const services = plans.map((plan) =>
    runService(plan, { logDirectory: logDirectory(options.dataDirectory), terminal, onChange }),
  )
  running.services.push(...services)
  onChange()
  await Promise.all(
    services.map(async ({ plan, ready }) => {
      await terminal.during(plan.services.join(' + '), ready)
      terminal.done(`${plan.services.join(' + ')}${plans.length > 1 ? ` ${plan.replica}` : ''} ready`)
    }),
  )
}

/** The platform is of use without the local model, so one that does not run here is news and no reason to stop. */
const launchLocalModel = async (input: PlatformInput, plans: PlanInput, model: LocalModel): Promise<void> => {
  try {
    await launchServices(input, [await planLocalModel(plans, model)])
  } catch (error) {
    if (!input.signal.aborted) input.terminal.warn(error instanceof Error ? error.message : String(error))
  }
}

const openAccount = async (
  natsUrl: string,
  dataDirectory: string,
  terminal: Terminal,
): Promise<QuickstartAccount> => {
  const bus = await connectBus({
    url: natsUrl,
    name: 'admin',
    onError: (error, what) => terminal.warn(`${what}: ${String(error)}`),
  })
  try {
    return await openQuickstartAccount(bus, dataDirectory)
  } finally {
    await bus.close()
  }
}
