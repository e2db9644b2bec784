import type { Logger } from '@gptget/runtime'
import type { Database } from '../../db/schema/index.ts'
import type { RunEventRow } from '../../db/schema/runs.ts'

const WRITE_AFTER_MS = 150
/** Events wait in memory while Postgres is down, up to a limit. */
const MAX_WAITING = 20_000
const ROWS_AT_ONCE = 500

/** Stores a run's events in order and in batches: no step waits for Postgres. */
export class EventWriter {
  readonly #db: Database
  readonly #logger: Logger
  #waiting: RunEventRow[] = []
  #timer: NodeJS.Timeout | null = null
  #writing: Promise<void> = Promise.resolve()

  constructor(db: Database, logger: Logger) {
    this.#db = db
    this.#logger = logger
  }

  add(row: RunEventRow): void {
    if (this.#waiting.length >= MAX_WAITING) return
    this.#waiting.push(row)
    this.#timer ??= setTimeout(() => void this.flush(), WRITE_AFTER_MS)
  }

  /** Resolves when everything added is written, or could not be. */
  flush(): Promise<void> {
    if (this.#timer !== null) clearTimeout(this.#timer)
    this.#timer = null
    this.#writing = this.#writing.then(() => this.#write())
    return this.#writing
  }

  async #write(): Promise<void> {
    while (this.#waiting.length > 0) {
      const rows = this.#waiting.slice(0, ROWS_AT_ONCE)
      try {
        await this.#db.insertInto('run_events').values(rows).execute()
        this.#waiting.splice(0, rows.length)
      } catch (error) {
        this.#logger.error(
          { err: error, count: rows.length },
          'events of runs could not be written; tried again',
        )
        this.#timer ??= setTimeout(() => void this.flush(), 10 * WRITE_AFTER_MS)
        return
      }
    }
  }
}
