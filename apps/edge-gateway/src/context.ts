import type { Bus, Claims } from '@gptget/bus'
import type { LoopTurns } from '@gptget/callers'
import type { LeaseManager } from '@gptget/credit'
import type { BodyBudget, KeyCache, Refusals, ServiceDirectory } from '@gptget/http'
import type { Logger, Shutdown } from '@gptget/runtime'
import type { ThreadPool } from '@gptget/threads'
import type { CatalogMirror } from '@gptget/catalog-mirror'
import type { EdgeConfig } from './config.ts'
import type { KeepAlive } from './pipeline/deliver/keep-alive.ts'
import type { OpenAnswers } from './pipeline/deliver/open-answers.ts'
import type { ResponseChanges } from './pipeline/deliver/response-changes.ts'
import type { StorageRoom } from './pipeline/history/storage-room.ts'
import type { EdgeMetrics } from './pipeline/observe/metrics.ts'
import type { Self } from './ask-self.ts'
import type { EdgeWorks } from './bodies/jobs.ts'
import type { GrowingHolds } from './pipeline/reserve-credit/growing-holds.ts'
import type { OpenGenerations } from './pipeline/rate-limit/open-generations.ts'
import type { LookupLimit } from './pipeline/rate-limit/lookup-limit.ts'
import type { RateLimiter } from './pipeline/rate-limit/rate-limiter.ts'

/** The dependencies of the edge's routes. */
export type EdgeContext = {
  config: EdgeConfig
  /** Identifies this process to the services to which it forwards WebSockets. */
  edgeId: string
  bus: Bus
  keys: KeyCache
  bodies: BodyBudget
  /** Threads for large bodies. */
  threads: ThreadPool<EdgeWorks>
  leases: LeaseManager
  limits: RateLimiter
  growingHolds: GrowingHolds
  /** Callers take turns at having their requests begun. */
  turns: LoopTurns
  lookups: LookupLimit
  generations: OpenGenerations
  refusals: Refusals
  storageRoom: StorageRoom
  keepAlive: KeepAlive
  openAnswers: OpenAnswers
  responseChanges: ResponseChanges
  shutdown: Shutdown
  claims: Claims
  /** Generations with a claim that this edge waits for. */
  heldClaims: Set<string>
  catalog: CatalogMirror
  /** The services that serve the paths that are not the edge's. */
  directory: ServiceDirectory
  metrics: EdgeMetrics
  logger: Logger
  /** For the log line of each request. */
  requestLogger: Logger
  now: () => number
  makeId: () => string
  /** This server, for requests that the edge sends to itself. */
  self: Self
}
