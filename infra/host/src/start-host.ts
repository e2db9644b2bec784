import { connectBus, HOST_USER } from '@gptget/bus'
import type { Logger, Service } from '@gptget/runtime'
import { HOSTED, HOSTED_NAMES, type HostedName } from './hosted-services.ts'

const DRAIN_TIMEOUT_MS = 20_000

/**
 * Starts services in this process on one bus, which delivers in memory what they say to each other. Each keeps its own
 * HTTP port: the first named takes `PORT`, the others their own (`ROUTER_PORT`), else a free one.
 * @throws Error whatever keeps a service from starting, when those that had started are stopped.
 */
export const startHost = async (
  names: readonly HostedName[],
  env: NodeJS.ProcessEnv,
  logger: Logger,
): Promise<Service> => {
  const name = names.join('+')
  const bus = await connectBus({
    url: env.NATS_URL ?? 'nats://127.0.0.1:4222',
    name: HOST_USER,
    onError: (error, what) => logger.warn({ err: error, what }, 'bus'),
  })
  const started = new Map<HostedName, Service>()
  const stop = async (): Promise<void> => {
    for (const service of ['edge-gateway', 'tasks-worker', 'billing'] as const)
      await started.get(service)?.stop()
    // Edges elsewhere have answers under way that come from our router, so it stops when the bus has let them finish.
    await bus.close({ timeoutMs: DRAIN_TIMEOUT_MS })
    await started.get('router')?.stop()
  }
  try {
    for (const service of HOSTED_NAMES.filter((known) => names.includes(known))) {
      const own = { env: environmentOf(service, names, env), bus, logger: logger.child({ service }) }
      started.set(service, await HOSTED[service](own))
      own.logger.info({ url: started.get(service)?.url }, 'serves')
    }
  } catch (error) {
    await stop()
    throw error
  }
  return { name, url: started.get(names[0]!)!.url, stop }
}

const environmentOf = (
  name: HostedName,
  names: readonly HostedName[],
  env: NodeJS.ProcessEnv,
): NodeJS.ProcessEnv => (name === names[0] ? env : { ...env, PORT: env[portVariable(name)] ?? '0' })

/** `ROUTER_PORT`, `TASKS_WORKER_PORT`. */
const portVariable = (name: HostedName): string => `${name.toUpperCase().replaceAll('-', '_')}_PORT`
