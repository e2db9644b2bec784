import type { Keys } from '@gptget/http'
import type { Logger } from '@gptget/runtime'
import type { MediaConfig } from './config.ts'
import type { Database } from './db/schema/index.ts'
import type { FoundFiles } from './recall/found-files.ts'
import type { MediaMetrics } from './metrics.ts'
import type { SigningKeys } from './signing/signing-keys.ts'
import type { Storage } from './storage/storage.ts'

/** What every verb of media-proxy works with. */
export type Context = {
  config: MediaConfig
  db: Database
  storage: Storage
  found: FoundFiles
  signingKeys: SigningKeys
  keys: Keys
  metrics: MediaMetrics
  /** The path of ffmpeg, found or fetched first. @throws where there is none */
  ffmpeg: () => Promise<string>
  logger: Logger
  now: () => Date
  makeId: () => string
}
