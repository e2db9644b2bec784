import type { Context } from '../context.ts'
import type { WebhookDeliveryRow } from '../db/schema/webhooks.ts'
import { AccountShares } from '../rows/account-shares.ts'
import { idleMsOf } from '../rows/idle-time.ts'
import { claimDeliveries, deliver, findNextAccount } from './deliver.ts'

/** What is due and could not be taken is looked at again after this time. */
const LOOK_INTERVAL_MS = 500
const LEASE_MS = 60_000
const MOST_AT_ONCE = 256
/** A receiver that does not answer only delays the events of its own account. */
const MOST_OF_ACCOUNT = 8

/** Delivers due events, until stopped. Any number of processes do so at once. */
export class DeliveryDriver {
  readonly #context: Context
  readonly #looking: Promise<void>
  readonly #running = new Set<Promise<void>>()
  readonly #shares = new AccountShares(MOST_OF_ACCOUNT)
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
      const waitMs = await this.#look().catch((error: unknown) => {
        logger.warn({ err: error }, 'due webhooks could not be looked for')
        return LOOK_INTERVAL_MS
      })
      await deliveriesDue.heard(waitMs)
    }
  }

  /** Starts due deliveries, as many as it has capacity for. Returns when to look again, in milliseconds. */
  async #look(): Promise<number> {
    const idleMs = await idleMsOf(this.#context, 'webhook_deliveries')
    if (idleMs === 0) await this.#startDue()
    return idleMs || LOOK_INTERVAL_MS
  }

  async #startDue(): Promise<void> {
    for (;;) {
      const room = MOST_AT_ONCE - this.#running.size
      if (room <= 0 || this.#isStopping) return
      const accountId = await findNextAccount(this.#context, this.#shares.full)
      if (accountId === null) return
      const limit = Math.min(room, this.#shares.roomOf(accountId))
      const rows = await claimDeliveries(this.#context, { accountId, limit, leaseMs: LEASE_MS })
      // Another process was faster.
      if (rows.length === 0) return
      for (const row of rows) this.#start(row)
    }
  }

  /** If its outcome could not be stored, it is sent again after its lease: receivers recognize an event by its id. */
  #start(row: WebhookDeliveryRow): void {
    const { logger, deliveriesDue } = this.#context
    this.#shares.enter(row.account_id)
    const running = deliver(this.#context, row)
      .catch((error: unknown) => logger.warn({ err: error, deliveryId: row.delivery_id }, 'a webhook failed'))
      .finally(() => {
        this.#running.delete(running)
        const mayWait = this.#shares.leave(row.account_id)
        if (mayWait || this.#running.size + 1 >= MOST_AT_ONCE) deliveriesDue.tell()
      })
    this.#running.add(running)
  }
}
