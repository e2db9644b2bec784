import type { Bus } from '@gptget/bus'
import type { ServiceDirectory } from '@gptget/http'
import type { KeyRing } from '@gptget/keys'
import type { Logger } from '@gptget/runtime'
import type { ConsoleConfig } from './config.ts'
import type { Mailer } from './mail/mailer.ts'
import type { Payments } from './stripe/create-payments.ts'
import type { Database } from './db/schema/index.ts'

/** The dependencies of every handler. */
export type Context = {
  config: ConsoleConfig
  bus: Bus
  db: Database
  /** Knows the addresses of the edges. */
  directory: ServiceDirectory
  /** Encrypts the API keys of members. */
  keyRing: KeyRing
  logger: Logger
  /** null: there is no mail server. */
  mailer: Mailer | null
  /** null: payments are not set up. */
  payments: Payments | null
  now: () => Date
  makeId: () => string
  randomBytes: (byteCount: number) => Uint8Array
}
