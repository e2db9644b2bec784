import type { Bus } from '@gptget/bus'
import type { ServiceDirectory } from '@gptget/http'
import type { KeyRing } from '@gptget/keys'
import type { Logger } from '@gptget/runtime'
import type { ConsoleConfig } from './config.ts'
import type { Mailer } from './mail/mailer.ts'
import type { Payments } from './stripe/create-payments.ts'
import type { Database } from './db/schema/index.ts'

/** What every verb of the console works with. */
export type Context = {
  config: ConsoleConfig
  bus: Bus
  db: Database
  /** Where the edges are. */
  directory: ServiceDirectory
  /** Seals the keys of members. */
  keyRing: KeyRing
  logger: Logger
  /** null: this platform sends no mail. */
  mailer: Mailer | null
  /** null: nobody pays here. */
  payments: Payments | null
  now: () => Date
  makeId: () => string
  randomBytes: (byteCount: number) => Uint8Array
}
