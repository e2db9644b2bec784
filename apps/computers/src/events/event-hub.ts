import { EventEmitter } from 'node:events'
import type { ComputerRow, Database, Status } from '../db/schema/index.ts'

export type ComputerEvent =
  | { type: 'computer.status'; status: Status; reason: string | null }
  | { type: 'computer.credit_low'; stops_at: string }
  | { type: 'computer.frozen' }
  | { type: 'computer.thawed' }
  | { type: 'computer.deleted' }

export type StoredEvent = { seq: string; type: string; data: string }

/** Reports events of computers: stored in Postgres for later readers, and sent at once to those who listen here. */
export class EventHub {
  readonly #db: Database
  readonly #now: () => number
  readonly #emitter = new EventEmitter().setMaxListeners(0)

  constructor(db: Database, now: () => number) {
    this.#db = db
    this.#now = now
  }

  async tell(
    { computer_id, account_id }: Pick<ComputerRow, 'computer_id' | 'account_id'>,
    event: ComputerEvent,
  ) {
    const createdAt = new Date(this.#now())
    const { type, ...rest } = event
    const data = JSON.stringify({ computer_id, ...rest, at: createdAt.toISOString() })
    const { seq } = await this.#db
      .insertInto('computer_events')
      .values({ computer_id, account_id, type, data, created_at: createdAt })
      .returning('seq')
      .executeTakeFirstOrThrow()
    this.#emitter.emit(computer_id, { seq, type, data } satisfies StoredEvent)
  }

  listen(computerId: string, listener: (event: StoredEvent) => void): () => void {
    this.#emitter.on(computerId, listener)
    return () => this.#emitter.off(computerId, listener)
  }

  /** Those after a number, oldest first. */
  readAfter(computerId: string, seq: string): Promise<StoredEvent[]> {
    return this.#db
      .selectFrom('computer_events')
      .select(['seq', 'type', 'data'])
      .where('computer_id', '=', computerId)
      .where('seq', '>', seq)
      .orderBy('seq')
      .limit(1_000)
      .execute()
  }
}
