import type { Bus } from '@gptget/bus'
import { takeLimit } from '@gptget/bus'
import { PublicError } from '@gptget/protocol'
import type { Logger } from '@gptget/runtime'

type Kind = 'requests' | 'tokens'
type Bucket = {
  /** What this process may still hand out; below zero when an answer was longer than expected. */
  grantedHere: number
  remaining: number
  resetAtMs: number
  line: Promise<unknown>
}

/** A limit's state for the `x-ratelimit-*` headers. */
export type LimitState = { kind: Kind; limit: number; remaining: number; resetMs: number }

/**
 * Rate limits as this process hands them out: parts of a key's one limit, taken from billing, so that many edges
 * together admit it once.
 */
export class LimitBook {
  readonly #bus: Bus
  readonly #now: () => number
  readonly #logger: Logger
  readonly #buckets = new Map<string, Bucket>()

  constructor(bus: Bus, now: () => number, logger: Logger) {
    this.#bus = bus
    this.#now = now
    this.#logger = logger
  }

  /** Lets a request take `amount`. @throws PublicError 429 that says which limit and when it is worth trying again. */
  async admit(keyId: string, kind: Kind, perMinute: number, amount: number): Promise<LimitState> {
    const bucket = this.#bucket(keyId, kind)
    const turn = bucket.line.then(() => this.#admitNext(bucket, keyId, kind, perMinute, amount))
    // Whoever is next in line goes on whatever became of this one.
    bucket.line = turn.catch(() => undefined)
    await turn
    return {
      kind,
      limit: perMinute,
      remaining: Math.max(0, bucket.remaining + bucket.grantedHere),
      resetMs: Math.max(0, bucket.resetAtMs - this.#now()),
    }
  }

  /** Corrects what a request took to what it used. */
  correct(keyId: string, kind: Kind, taken: number, used: number): void {
    this.#bucket(keyId, kind).grantedHere += taken - used
  }

  async #admitNext(
    bucket: Bucket,
    keyId: string,
    kind: Kind,
    perMinute: number,
    amount: number,
  ): Promise<void> {
    const need = amount - bucket.grantedHere
    if (need > 0) {
      const answer = await this.#take(`${keyId}:${kind}`, perMinute, Math.min(need, perMinute))
      bucket.remaining = answer.remaining
      bucket.resetAtMs = this.#now() + answer.resetMs
      bucket.grantedHere += answer.granted
      if (answer.granted < Math.min(need, perMinute)) throw limitRefusal(kind, perMinute, answer)
    }
    bucket.grantedHere -= Math.min(amount, perMinute)
  }

  async #take(bucket: string, perMinute: number, need: number) {
    try {
      return await this.#bus.call(takeLimit, { bucket, perMinute, need, want: need }, { timeoutMs: 1_000 })
    } catch (error) {
      // Limits protect from excess; money is protected by leases. Better to serve than to stop with billing.
      this.#logger.warn({ err: error, bucket }, 'a rate limit cannot be counted right now')
      return { granted: need, remaining: perMinute, retryAfterMs: 0, resetMs: 0 }
    }
  }

  #bucket(keyId: string, kind: Kind): Bucket {
    const id = `${keyId}:${kind}`
    const known = this.#buckets.get(id)
    if (known) return known
    const bucket: Bucket = { grantedHere: 0, remaining: 0, resetAtMs: 0, line: Promise.resolve() }
    this.#buckets.set(id, bucket)
    return bucket
  }
}

type Answer = { remaining: number; retryAfterMs: number; resetMs: number }

/** The window is a minute long, and the official SDKs ignore a longer `retry-after`. */
const LONGEST_RETRY_AFTER_MS = 60_000

const limitRefusal = (
  kind: Kind,
  perMinute: number,
  { remaining, retryAfterMs, resetMs }: Answer,
): PublicError =>
  new PublicError(
    'rate_limit_exceeded',
    `This API key's limit of ${perMinute} ${kind} per minute is reached. Try again in ${Math.ceil(retryAfterMs / 1000)} s.`,
    {
      retryAfterMs: Math.min(LONGEST_RETRY_AFTER_MS, Math.max(1, retryAfterMs)),
      metadata: { limit_source: `key_${kind}_per_minute`, limit: perMinute, remaining, reset_ms: resetMs },
    },
  )
