import { isClaimHeld } from '@gptget/contracts'
import type { Bus } from '@gptget/bus'
import { LeaseManager } from '@gptget/credit'
import type { Logger, Service, ServiceDependencies } from '@gptget/runtime'
import { startService } from '@gptget/runtime/service'
import { nanoid } from 'nanoid'
import { createKeyCache } from './access/key-cache.ts'
import { checksOf, createApp } from './app.ts'
import { mirrorCatalog } from './catalog/catalog-mirror.ts'
import type { EdgeConfig } from './config.ts'
import type { EdgeContext } from './context.ts'
import { RateLimiter } from './limits/rate-limiter.ts'
import { KeepAlive } from './generation/keep-alive.ts'
import { createEdgeMetrics } from './metrics.ts'

/** Starts an edge: the public HTTP API. @throws when NATS cannot be reached. */
export const create = (config: EdgeConfig, dependencies: ServiceDependencies = {}): Promise<Service> =>
  startService('edge-gateway', config, dependencies, {
    open: () => undefined,
    serve: (_, { bus, logger, lifetime }) => {
      const context = createContext(config, bus, logger)
      // Answers under way need the bus and their leases to the end.
      lifetime.defer(() => context.leases.stop())
      lifetime.defer(() => context.catalog.stop())
      lifetime.defer(() => context.keepAlive.stop())
      bus.serve(isClaimHeld, ({ generationId }) => ({ isHeld: context.heldClaims.has(generationId) }))
      return { app: createApp(context), metrics: context.metrics.registry, checks: checksOf(context) }
    },
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
