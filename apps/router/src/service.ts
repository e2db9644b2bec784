import { catalogChanged, catalogReload, connectBus, generate, readCatalog } from '@gptget/bus'
import type { Bus } from '@gptget/bus'
import { createUpstreamTransport } from '@gptget/providers'
import { healthRoutes, startHttpServer, startTelemetry } from '@gptget/runtime'
import type { Logger, Service } from '@gptget/runtime'
import { loadCatalog } from './catalog/load-catalog.ts'
import type { RouterConfig } from './config.ts'
import type { RouterContext } from './context.ts'
import { serveGeneration } from './generation/serve-generation.ts'
import { createRouterMetrics } from './metrics.ts'
import { RouteHealth } from './routing/route-health.ts'
import { Credentials } from './upstream/credentials.ts'

type Dependencies = { logger: Logger; bus?: Bus }

/** Starts a router: it serves generations. `bus` is given when it shares its process with other services. */
export const create = async (
  config: RouterConfig,
  { logger, bus: shared }: Dependencies,
): Promise<Service> => {
  const stopTelemetry = await startTelemetry('router', config.env)
  let catalog = await loadCatalog(config)
  const onError = (error: unknown, what: string): void => logger.warn({ err: error, what }, 'bus')
  const bus = shared ?? (await connectBus({ url: config.natsUrl, name: 'router', onError }))
  const context: RouterContext = {
    bus,
    catalog: () => catalog,
    health: new RouteHealth(Date.now),
    credentials: new Credentials(),
    transport: createUpstreamTransport(),
    metrics: createRouterMetrics(),
    logger,
    now: Date.now,
    random: Math.random,
  }

  const reload = async (): Promise<void> => {
    try {
      catalog = await loadCatalog(config)
      logger.info({ version: catalog.version, models: catalog.models.size }, 'configuration loaded')
      bus.emit(catalogChanged, { version: catalog.version })
    } catch (error) {
      logger.error({ err: error }, 'the changed configuration is not used; the one before it stays in force')
    }
  }
  const onHangup = (): void => void reload()
  process.on('SIGHUP', onHangup)
  bus.on(catalogReload, onHangup)
  bus.serve(readCatalog, ({ known }) => ({
    version: catalog.version,
    models: known === catalog.version ? null : [...catalog.models.values()].map((model) => model.public),
  }))
  bus.serveStream(generate, (stream) => serveGeneration(context, stream))
  bus.emit(catalogChanged, { version: catalog.version })

  const health = healthRoutes({ checks: { bus: () => bus.isConnected() }, metrics: context.metrics.registry })
  const server = await startHttpServer(health, config)
  return {
    name: 'router',
    url: server.url,
    stop: async () => {
      process.off('SIGHUP', onHangup)
      if (!shared) await bus.close({ timeoutMs: 20_000 })
      await context.transport.close()
      await server.stop(1_000)
      await stopTelemetry()
    },
  }
}
