import { joinBus } from '@gptget/bus'
import { isClaimHeld } from '@gptget/contracts'
import type { Bus } from '@gptget/bus'
import { LeaseManager } from '@gptget/credit'
import { startHttpServer, startService } from '@gptget/runtime'
import type { Logger, Service } from '@gptget/runtime'
import { nanoid } from 'nanoid'
import { createKeyCache } from './access/key-cache.ts'
import { createApp } from './app.ts'
import { mirrorCatalog } from './catalog/catalog-mirror.ts'
import type { EdgeConfig } from './config.ts'
import type { EdgeContext } from './context.ts'
import { RateLimiter } from './limits/rate-limiter.ts'
import { KeepAlive } from './generation/keep-alive.ts'
import { createEdgeMetrics } from './metrics.ts'

type Dependencies = { logger: Logger; bus?: Bus; env?: NodeJS.ProcessEnv }

/** Starts an edge: the public HTTP API. `bus` is given when it shares its process with other services. */
export const create = (
  config: EdgeConfig,
  { logger, bus: shared, env = process.env }: Dependencies,
): Promise<Service> =>
  startService('edge-gateway', env, async (lifetime) => {
    const bus = await joinBus({ shared, url: config.natsUrl, name: 'edge-gateway', logger, lifetime })
    const context = createContext(config, bus, logger)
    // Answers under way need the bus and their leases to the end.
    lifetime.defer(() => context.leases.stop())
    lifetime.defer(() => context.catalog.stop())
    lifetime.defer(() => context.keepAlive.stop())
    bus.serve(isClaimHeld, ({ generationId }) => ({ isHeld: context.heldClaims.has(generationId) }))
    await bus.flush()
    const server = await startHttpServer(createApp(context), config)
    lifetime.defer(() => server.stop())
    return server.url
  })

const createContext = (config: EdgeConfig, bus: Bus, logger: Logger): EdgeContext => {
  const now = Date.now
  return {
    config,
    bus,
    keys: createKeyCache(bus, now),
    leases: new LeaseManager(bus, now, logger, config.leaseLifetimeMs),
    limits: new RateLimiter(bus, now, logger),
    keepAlive: new KeepAlive(config.keepAliveMs),
    claims: bus.openClaims(config.claimBytes),
    heldClaims: new Set(),
    catalog: mirrorCatalog(bus, logger),
    metrics: createEdgeMetrics(),
    logger,
    now,
    makeId: () => nanoid(24),
  }
}
