import { growHold, isClaimHeld } from '@gptget/contracts'
import type { Bus } from '@gptget/bus'
import { LoopTurns } from '@gptget/callers'
import { LeaseManager } from '@gptget/credit'
import { BodyBudget, createKeyCache, MAX_BODY_BYTES, Refusals, ServiceDirectory } from '@gptget/http'
import { withoutRedaction } from '@gptget/runtime'
import type { Logger, Service, ServiceDependencies, Shutdown } from '@gptget/runtime'
import { startService } from '@gptget/runtime/service'
import { ThreadPool } from '@gptget/threads'
import { nanoid } from 'nanoid'
import { checksOf, createApp } from './app.ts'
import { serveAnswers } from './subjects/serve-answers.ts'
import { mirrorCatalog } from '@gptget/catalog-mirror'
import type { EdgeConfig } from './config.ts'
import type { EdgeContext } from './context.ts'
import type { EdgeWorks } from './bodies/jobs.ts'
import { manifest } from './manifest.ts'
import { ResponseChanges } from './pipeline/deliver/response-changes.ts'
import { KeepAlive } from './pipeline/deliver/keep-alive.ts'
import { OpenAnswers } from './pipeline/deliver/open-answers.ts'
import { createEdgeMetrics } from './pipeline/observe/metrics.ts'
import { GrowingHolds } from './pipeline/reserve-credit/growing-holds.ts'
import { StorageRoom } from './pipeline/history/storage-room.ts'
import { LookupLimit } from './pipeline/rate-limit/lookup-limit.ts'
import { OpenGenerations } from './pipeline/rate-limit/open-generations.ts'
import { RateLimiter } from './pipeline/rate-limit/rate-limiter.ts'
import { endForwarded } from './sockets/end-forwarded.ts'

/** Time for routers to report the cost of cancelled answers. */
const SETTLE_TIMEOUT_MS = 2_000

/** Starts an edge: the public HTTP API. @throws when NATS cannot be reached. */
export const create = (config: EdgeConfig, dependencies: ServiceDependencies = {}): Promise<Service> =>
  startService(manifest, config, dependencies, {
    open: () => undefined,
    serve: (_, { bus, logger, lifetime, shutdown }) => {
      const context = createContext(config, { bus, logger, shutdown })
      lifetime.defer(() => context.threads.close())
      // Running answers need the bus and their leases until they end.
      lifetime.defer(() => context.leases.stop())
      lifetime.defer(() => context.catalog.stop())
      lifetime.defer(() => context.keepAlive.stop())
      context.directory.join(bus)
      const forwarded = endForwarded(context)
      // A failed start also closes, without waiting for the grace period.
      lifetime.defer(() => void forwarded.stop())
      serveAnswers(context)
      bus.serve(isClaimHeld, ({ generationId }) => ({ isHeld: context.heldClaims.has(generationId) }))
      bus.serve(growHold, async (asked) => ({ isGranted: await context.growingHolds.grow(asked) }))
      lifetime.defer(() => context.openAnswers.settled(SETTLE_TIMEOUT_MS))
      return {
        app: createApp(context),
        metrics: context.metrics.registry,
        checks: checksOf(context),
        onCut: (reason) => context.openAnswers.cut(reason),
      }
    },
  })

/**
 * How many requests of one caller are begun in one turn of the event loop: some two milliseconds. Hundreds that arrive
 * at once would keep everybody else waiting until the last one is under way.
 */
const REQUESTS_PER_TURN = 16

/** One key leaves memory for others, and may send the largest allowed body. */
const accountBytesOf = ({ bodyBytes }: EdgeConfig): number => Math.max(MAX_BODY_BYTES, (2 / 3) * bodyBytes)

type Parts = { bus: Bus; logger: Logger; shutdown: Shutdown }

/** Creates the edge's dependencies, on a bus. */
export const createContext = (config: EdgeConfig, { bus, logger, shutdown }: Parts): EdgeContext => {
  const now = Date.now
  const leases = new LeaseManager(bus, now, logger, config.leaseLifetimeMs)
  return {
    config,
    edgeId: nanoid(24),
    bus,
    keys: createKeyCache(bus, Date.now),
    bodies: new BodyBudget({ processBytes: config.bodyBytes, accountBytes: accountBytesOf(config) }),
    threads: new ThreadPool<EdgeWorks>({
      load: () => import('./bodies/jobs.ts'),
      onError: (error) => logger.error({ err: error }, 'a thread for large bodies crashed'),
    }),
    leases,
    growingHolds: new GrowingHolds(leases),
    limits: new RateLimiter(bus, now, logger),
    turns: new LoopTurns(REQUESTS_PER_TURN),
    lookups: new LookupLimit(config, now),
    generations: new OpenGenerations(config),
    refusals: new Refusals(now),
    storageRoom: new StorageRoom(bus, logger, now),
    keepAlive: new KeepAlive(config.keepAliveMs),
    responseChanges: new ResponseChanges(bus),
    openAnswers: new OpenAnswers(),
    shutdown,
    claims: bus.openClaims(config.claimBytes),
    heldClaims: new Set(),
    catalog: mirrorCatalog(bus, logger),
    directory: new ServiceDirectory(now),
    metrics: createEdgeMetrics(),
    logger,
    requestLogger: withoutRedaction(logger),
    now,
    makeId: () => nanoid(24),
    self: { connect: null, keyHashes: new WeakMap() },
  }
}
