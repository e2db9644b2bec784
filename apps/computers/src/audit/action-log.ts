import type { Logger } from '@gptget/runtime'
import type { ActionRow, Database } from '../db/schema/index.ts'

const WRITE_AFTER_MS = 200
/** More entries only wait while Postgres is down. The oldest are then dropped, with an error in the log. */
const MAX_WAITING = 10_000

/** Who did what, written in batches: no action waits for Postgres. */
export class ActionLog {
  readonly #db: Database
  readonly #logger: Logger
  #waiting: ActionRow[] = []
  #timer: NodeJS.Timeout | null = null
  #writing: Promise<void> = Promise.resolve()

  constructor(db: Database, logger: Logger) {
    this.#db = db
    this.#logger = logger
  }

  add(row: ActionRow): void {
    this.#waiting.push(row)
    if (this.#waiting.length > MAX_WAITING) {
      this.#waiting.shift()
      this.#logger.error('an entry of the action log was dropped, because Postgres is not available')
    }
    this.#timer ??= setTimeout(() => void this.#write(), WRITE_AFTER_MS)
  }

  async #write(): Promise<void> {
    this.#timer = null
    const rows = this.#waiting
    this.#waiting = []
    if (rows.length === 0) return
    this.#writing = this.#insert(rows)
    await this.#writing
  }

  async #insert(rows: ActionRow[]): Promise<void> {
    try {
      await this.#db.insertInto('computer_actions').values(rows).execute()
    } catch (error) {
      this.#logger.error(
        { err: error, count: rows.length },
        'the log of actions could not be written; tried again',
      )
      this.#waiting.unshift(...rows)
      this.#timer ??= setTimeout(() => void this.#write(), 10 * WRITE_AFTER_MS)
    }
  }

  /** Writes the waiting rows. */
  async flush(): Promise<void> {
    if (this.#timer !== null) clearTimeout(this.#timer)
    await this.#writing
    await this.#write()
    if (this.#timer !== null) clearTimeout(this.#timer)
  }
}
