import type { Bus } from '@gptget/bus'
import type { CatalogMirror } from '@gptget/catalog-mirror'
import type { BodyBudget, KeyCache } from '@gptget/http'
import type { ComputerTool } from '@gptget/contracts'
import type { Logger, RecentMap, Turns } from '@gptget/runtime'
import type { ThreadPool } from '@gptget/threads'
import type { ActionLog } from './audit/action-log.ts'
import type { ComputersWorks } from './bodies/jobs.ts'
import type { LiveComputers } from './live/live-computers.ts'
import type { ComputersConfig } from './config.ts'
import type { Database } from './db/schema/index.ts'
import type { ComputerDriver } from './drivers/driver.ts'
import type { HostDirectory } from './directory/host-directory.ts'
import type { EventHub } from './events/event-hub.ts'
import type { ComputersMetrics } from './metrics.ts'
import type { ActiveRuns } from './runs/active/active-runs.ts'
import type { EventWriter } from './runs/active/event-writer.ts'

/** The dependencies of this service's functions. */
export type Context = {
  config: ComputersConfig
  db: Database
  bus: Bus
  driver: ComputerDriver
  /** This host: the computers whose disks are here. */
  hostId: string
  /** All hosts of computers. */
  directory: HostDirectory
  live: LiveComputers
  events: EventHub
  hours: Turns
  actions: ActionLog
  /** Models that use computers here, and the records of their runs. */
  runs: ActiveRuns
  runEvents: EventWriter
  /** The tool that a model accepted after it refused a better one. */
  knownTools: RecentMap<string, ComputerTool>
  keys: KeyCache
  catalog: CatalogMirror
  bodies: BodyBudget
  /** Threads for large bodies. */
  threads: ThreadPool<ComputersWorks>
  metrics: ComputersMetrics
  logger: Logger
  now: () => number
  makeId: () => string
}

/** The caller of an operation. */
export type Actor = { accountId: string; keyId: string; requestId: string }
