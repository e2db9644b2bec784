import type { Bus } from '@gptget/bus'
import type { BodyBudget, KeyCache } from '@gptget/http'
import type { Logger } from '@gptget/runtime'
import type { ActionLog } from './audit/action-log.ts'
import type { LiveComputers } from './live/live-computers.ts'
import type { ComputersConfig } from './config.ts'
import type { Database } from './db/schema/index.ts'
import type { ComputerDriver } from './drivers/driver.ts'
import type { EventHub } from './events/event-hub.ts'
import type { ComputersMetrics } from './metrics.ts'

/** What every verb of this service works with. */
export type Context = {
  config: ComputersConfig
  db: Database
  bus: Bus
  driver: ComputerDriver
  /** This host: the computers whose disks are here. */
  hostId: string
  live: LiveComputers
  events: EventHub
  actions: ActionLog
  keys: KeyCache
  bodies: BodyBudget
  metrics: ComputersMetrics
  logger: Logger
  now: () => number
  makeId: () => string
}

/** Who asks for something. */
export type Actor = { accountId: string; keyId: string; requestId: string }
