import { PublicError } from '@gptget/errors'
import { LRUCache } from 'lru-cache'

type Minute = { startedAtMs: number; count: number }

const MINUTE_MS = 60_000
const MAX_KEYS = 50_000

/** How many requests of a key other than generations this process answers in a minute. In memory, without calls. */
export class LookupLimit {
  readonly #perMinute: number
  readonly #now: () => number
  readonly #minutes = new LRUCache<string, Minute>({ max: MAX_KEYS })

  constructor(perMinute: number, now: () => number) {
    this.#perMinute = perMinute
    this.#now = now
  }

  /** @throws PublicError 429 */
  take(keyId: string): void {
    const nowMs = this.#now()
    const known = this.#minutes.get(keyId)
    if (known === undefined || nowMs - known.startedAtMs >= MINUTE_MS) {
      this.#minutes.set(keyId, { startedAtMs: nowMs, count: 1 })
      return
    }
    known.count += 1
    if (known.count <= this.#perMinute) return
    throw new PublicError(
      'rate_limit_exceeded',
      `This API key made ${this.#perMinute} requests other than generations within a minute. Retry later.`,
      {
        retryAfterMs: known.startedAtMs + MINUTE_MS - nowMs,
        metadata: { limit_source: 'key_lookups', limit: this.#perMinute },
      },
    )
  }
}
