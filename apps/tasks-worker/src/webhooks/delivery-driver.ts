import type { Context } from '../context.ts'
import type { WebhookDeliveryRow } from '../db/schema/webhooks.ts'
import { claimDeliveries, deliver } from './deliver.ts'

const LOOK_INTERVAL_MS = 500
const LEASE_MS = 60_000
const MOST_AT_ONCE = 64

/** Delivers due events, until stopped. Any number of processes do so at once. */
export class DeliveryDriver {
  readonly #context: Context
  readonly #looking: Promise<void>
  readonly #running = new Set<Promise<void>>()
  #isStopping = false

  constructor(context: Context) {
    this.#context = context
    this.#looking = this.#keepLooking()
  }

  async stop(): Promise<void> {
    this.#isStopping = true
    this.#context.deliveriesDue.tell()
    await this.#looking
    await Promise.all(this.#running)
  }

  async #keepLooking(): Promise<void> {
    const { deliveriesDue, logger } = this.#context
    while (!this.#isStopping) {
      await this.#look().catch((error: unknown) =>
        logger.warn({ err: error }, 'due webhooks could not be looked for'),
      )
      await deliveriesDue.heard(LOOK_INTERVAL_MS)
    }
  }

  async #look(): Promise<void> {
    for (;;) {
      const room = MOST_AT_ONCE - this.#running.size
      if (room <= 0 || this.#isStopping) return
      const rows = await claimDeliveries(this.#context, room, LEASE_MS)
      if (rows.length === 0) return
      for (const row of rows) this.#start(row)
    }
  }

  /** If its outcome could not be stored, it is sent again after its lease: receivers recognise an event by its id. */
  #start(row: WebhookDeliveryRow): void {
    const { logger, deliveriesDue } = this.#context
    const running = deliver(this.#context, row)
      .catch((error: unknown) => logger.warn({ err: error, deliveryId: row.delivery_id }, 'a webhook failed'))
      .finally(() => {
        this.#running.delete(running)
        if (this.#running.size + 1 >= MOST_AT_ONCE) deliveriesDue.tell()
      })
    this.#running.add(running)
  }
}
