import type { Bus, Claims } from '@gptget/bus'
import type { Logger, Shutdown } from '@gptget/runtime'
import type { KeyCache } from './access/key-cache.ts'
import type { CatalogMirror } from './catalog/catalog-mirror.ts'
import type { EdgeConfig } from './config.ts'
import type { LeaseManager } from '@gptget/credit'
import type { KeepAlive } from './generation/keep-alive.ts'
import type { OpenAnswers } from './generation/open-answers.ts'
import type { RateLimiter } from './limits/rate-limiter.ts'
import type { EdgeMetrics } from './metrics.ts'

/** What every route of the edge works with. */
export type EdgeContext = {
  config: EdgeConfig
  bus: Bus
  keys: KeyCache
  leases: LeaseManager
  limits: RateLimiter
  keepAlive: KeepAlive
  openAnswers: OpenAnswers
  shutdown: Shutdown
  claims: Claims
  /** Generations with a claim that this edge waits for. */
  heldClaims: Set<string>
  catalog: CatalogMirror
  metrics: EdgeMetrics
  logger: Logger
  now: () => number
  makeId: () => string
}
