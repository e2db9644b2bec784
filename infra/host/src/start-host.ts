import { connectBus, HOST_USER } from '@gptget/bus'
import { reportBusErrors, Shutdown, shutdownTimesFromEnv } from '@gptget/runtime'
import type { Logger, Service } from '@gptget/runtime'
import { startFromEnvironment, startTogether, stopOrderOf, variableOf } from '@gptget/runtime/manifest'
import type { ServiceManifest } from '@gptget/runtime/manifest'

/**
 * Starts services in this process on one bus, which delivers their messages to each other in memory. Each has its own
 * HTTP ports: the first service uses `PORT` and `METRICS_PORT`, the others their own variables (`ROUTER_PORT`,
 * `ROUTER_METRICS_PORT`), else free ports.
 * @throws the error of a service that did not start, after stopping the others
 */
export const startHost = async (
  services: readonly ServiceManifest[],
  env: NodeJS.ProcessEnv,
  logger: Logger,
): Promise<Service> => {
  const [first] = services
  const name = services.map((service) => service.name).join('+')
  const bus = await connectBus({
    url: env.NATS_URL ?? 'nats://127.0.0.1:4222',
    name: HOST_USER,
    onError: reportBusErrors(logger),
  })
  const started = new Map<ServiceManifest, Service>()
  const shutdown = new Shutdown(shutdownTimesFromEnv(env))
  const hurry = (): void => {
    for (const service of started.values()) service.hurry?.()
    shutdown.hurry()
  }
  const stop = async (): Promise<void> => {
    shutdown.begin()
    const ordered = stopOrderOf(services)
    for (const service of ordered) if (!service.outlivesBus) await started.get(service)?.stop()
    await bus.close({ cut: shutdown.cut })
    for (const service of ordered) if (service.outlivesBus) await started.get(service)?.stop()
  }
  try {
    await startTogether(services, async (service) => {
      const own = logger.child({ service: service.name })
      const ownEnv = service === first ? env : { ...env, ...ownEnvironmentOf(service, env) }
      const running = await startFromEnvironment(service, { env: ownEnv, bus, logger: own })
      started.set(service, running)
      own.info({ url: running.url, metricsUrl: running.metricsUrl }, 'serves')
    })
  } catch (error) {
    await stop()
    throw error
  }
  const { url, metricsUrl } = started.get(first!)!
  return { name, url, metricsUrl, stop, hurry }
}

/** The ports of a service in a shared process: from its own variables, else free ones. */
const ownEnvironmentOf = ({ name }: ServiceManifest, env: NodeJS.ProcessEnv) => ({
  PORT: env[variableOf(name, 'PORT')] ?? '0',
  METRICS_PORT: env[variableOf(name, 'METRICS_PORT')] ?? '0',
  DATABASE_URL: env[variableOf(name, 'DATABASE_URL')] ?? env.DATABASE_URL,
})
