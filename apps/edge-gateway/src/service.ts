import { connectBus } from '@gptget/bus'
import type { Bus } from '@gptget/bus'
import { startHttpServer, startTelemetry } from '@gptget/runtime'
import type { Logger, Service } from '@gptget/runtime'
import { nanoid } from 'nanoid'
import { createKeyCache } from './access/key-cache.ts'
import { createApp } from './app.ts'
import { mirrorCatalog } from './catalog/catalog-mirror.ts'
import type { EdgeConfig } from './config.ts'
import type { EdgeContext } from './context.ts'
import { LeaseBook } from '@gptget/credit'
import { LimitBook } from './limits/limit-book.ts'
import { createEdgeMetrics } from './metrics.ts'

type Dependencies = { logger: Logger; bus?: Bus; env?: NodeJS.ProcessEnv }

/** Starts an edge: the public HTTP API. `bus` is given when it shares its process with other services. */
export const create = async (
  config: EdgeConfig,
  { logger, bus: shared, env = process.env }: Dependencies,
): Promise<Service> => {
  const stopTelemetry = await startTelemetry('edge-gateway', env)
  const onError = (error: unknown, what: string): void => logger.warn({ err: error, what }, 'bus')
  const bus = shared ?? (await connectBus({ url: config.natsUrl, name: 'edge-gateway', onError }))
  const now = Date.now
  const context: EdgeContext = {
    config,
    bus,
    keys: createKeyCache(bus, now),
    leases: new LeaseBook(bus, now, logger),
    limits: new LimitBook(bus, now, logger),
    catalog: mirrorCatalog(bus, logger),
    metrics: createEdgeMetrics(),
    logger,
    now,
    makeId: () => nanoid(24),
  }
  const server = await startHttpServer(createApp(context), config)
  return {
    name: 'edge-gateway',
    url: server.url,
    stop: async () => {
      // Answers under way need the bus and their leases to the end.
      await server.stop()
      context.catalog.stop()
      await context.leases.stop()
      if (!shared) await bus.close()
      await stopTelemetry()
    },
  }
}
