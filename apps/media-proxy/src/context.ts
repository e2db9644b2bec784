import type { Keys } from '@gptget/http'
import type { Logger } from '@gptget/runtime'
import type { MediaConfig } from './config.ts'
import type { OpenSends } from './sends/open-sends.ts'
import type { Database } from './db/schema/index.ts'
import type { FoundFiles } from './recall/found-files.ts'
import type { MediaMetrics } from './metrics.ts'
import type { SigningKeys } from './signing/signing-keys.ts'
import type { Storage } from './storage/storage.ts'

/** The dependencies of media-proxy's functions. */
export type Context = {
  config: MediaConfig
  db: Database
  storage: Storage
  /** Where other services reach this process; null before it listens. */
  address: { url: string | null }
  found: FoundFiles
  sends: OpenSends
  signingKeys: SigningKeys
  keys: Keys
  metrics: MediaMetrics
  /** The path of ffmpeg, downloaded if necessary. @throws without one */
  ffmpeg: () => Promise<string>
  logger: Logger
  now: () => Date
  makeId: () => string
}
