import type { Bus, UsageStream } from '@gptget/bus'
import type { Logger } from '@gptget/runtime'
import type { Database } from './db/schema/index.ts'
import type { Limiter } from './limits/limiter.ts'
import type { BillingMetrics } from './metrics.ts'

/** The dependencies of functions on the tables. */
export type LedgerContext = {
  db: Database
  logger: Logger
  now: () => Date
  /** A new unique id with that prefix: `createId('lease')` is `lease_…`. */
  createId: (prefix: string) => string
  randomBytes: (byteCount: number) => Uint8Array
  leaseLifetimeMs: number
}

/** The dependencies of functions that also read usage which is not booked yet. */
export type UsageContext = LedgerContext & {
  usage: Pick<UsageStream, 'find' | 'waitUntilConsumed'>
  /** A read replica of `db` for exports; null without one. */
  replica: Database | null
}

export type Context = UsageContext & { bus: Bus; limiter: Limiter; metrics: BillingMetrics }
