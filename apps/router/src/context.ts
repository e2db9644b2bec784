import type { Bus, Claims } from '@gptget/bus'
import type { LoopTurns } from '@gptget/callers'
import type { Transport } from '@gptget/providers'
import type { Logger } from '@gptget/runtime'
import type { BodyRoom, ByteBudget, ThreadPool } from '@gptget/threads'
import type { Tokenizer } from '@gptget/tokenizer'
import type { Catalog } from './catalog/catalog.ts'
import type { RouterConfig } from './config.ts'
import type { RouterMetrics } from './metrics.ts'
import type { RouteHealth } from './health/route-health.ts'
import type { ByokKeys } from './byok/byok.ts'
import type { RouterWorks } from './bodies/jobs.ts'
import type { KnownRooms } from './rooms/known-rooms.ts'
import type { Recordings } from './recording/recordings.ts'
import type { Credentials } from './upstream/credentials.ts'

/** The dependencies of serving a generation. */
export type RouterContext = {
  config: RouterConfig
  bus: Bus
  catalog: () => Catalog
  health: RouteHealth
  credentials: Credentials
  byokKeys: ByokKeys
  transport: Transport
  recordings: Recordings
  /** Accounts take turns at starting generations and at reading their streams: `TURN_COST`. */
  turns: LoopTurns
  tokenizer: Tokenizer
  /** Memory for large bodies. */
  room: BodyRoom
  /** The memory budget for media that requests refer to. */
  mediaBytes: ByteBudget
  knownRooms: KnownRooms
  /** Threads for large bodies. */
  threads: ThreadPool<RouterWorks>
  /** The path of ffmpeg, downloaded if necessary. @throws without one */
  ffmpeg: () => Promise<string>
  claims: Claims
  metrics: RouterMetrics
  logger: Logger
  now: () => number
  random: () => number
}
