import { PublicError } from '@gptget/errors'

const MINUTE_MS = 60_000
/** Each is a row for 30 days and a request to a receiver. */
const MOST_IN_A_MINUTE = 100

/** Limits the events that accounts send by hand: tests and repeated events. */
export class ByHandLimit {
  readonly #now: () => Date
  #startedAtMs = 0
  #counts = new Map<string, number>()

  constructor(now: () => Date) {
    this.#now = now
  }

  /** @throws PublicError 429 */
  take(accountId: string): void {
    const nowMs = this.#now().getTime()
    if (nowMs - this.#startedAtMs >= MINUTE_MS) {
      this.#startedAtMs = nowMs
      this.#counts = new Map()
    }
    const count = (this.#counts.get(accountId) ?? 0) + 1
    this.#counts.set(accountId, count)
    if (count <= MOST_IN_A_MINUTE) return
    throw new PublicError(
      'rate_limit_exceeded',
      `An account may have ${MOST_IN_A_MINUTE} events a minute sent by hand.`,
      {
        retryAfterMs: this.#startedAtMs + MINUTE_MS - nowMs,
        metadata: { limit_source: 'account_webhook_events', limit: MOST_IN_A_MINUTE },
      },
    )
  }
}
