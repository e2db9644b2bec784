import type { Bus } from '@gptget/bus'
import type { CatalogMirror } from '@gptget/catalog-mirror'
import type { BodyBudget, KeyCache } from '@gptget/http'
import type { KeyRing } from '@gptget/keys'
import type { Logger, Shutdown } from '@gptget/runtime'
import type { RealtimeConfig } from './config.ts'
import type { Database } from './db/schema/index.ts'
import type { RealtimeMetrics } from './metrics.ts'
import type { LiveSessions } from './live/live-sessions.ts'
import type { VoiceDetectors } from './vad/voice-detector.ts'

/** The dependencies of all parts of this service. */
export type Context = {
  config: RealtimeConfig
  db: Database
  bus: Bus
  keys: KeyCache
  catalog: CatalogMirror
  /** How much audio is held in memory. */
  bodies: BodyBudget
  live: LiveSessions
  voices: VoiceDetectors
  /** Decrypts what routers encrypt for this process. */
  keyRing: KeyRing
  metrics: RealtimeMetrics
  shutdown: Shutdown
  logger: Logger
  now: () => number
  makeId: () => string
}
