import type { Bus } from '@gptget/bus'
import { LIMIT_GRANT_LIFE_MS, takeLimit } from '@gptget/bus'
import { PublicError } from '@gptget/protocol'
import type { Logger } from '@gptget/runtime'

type Kind = 'requests' | 'tokens'
type Limit = { keyId: string; kind: Kind; perMinute: number }
type Bucket = {
  /** What this process may still hand out; below zero when an answer was longer than expected. */
  available: number
  /** As much of it as the last grant brought and is void when its time is over. */
  unusedGrant: number
  /** What was handed out since then: the next should last as long. */
  usedSinceGrant: number
  grantedAtMs: number
  remaining: number
  resetAtMs: number
  /** Those who found too little in memory wait in line; the first asks billing. */
  line: Promise<unknown>
  waiting: number
}

/** A limit's state for the `x-ratelimit-*` headers. */
export type LimitState = { kind: Kind; limit: number; remaining: number; resetMs: number }

/**
 * Rate limits as this process hands them out: parts of a key's one limit, taken from billing, so that many edges
 * together admit it once. A busy key's parts last for a while, so that most requests ask nobody.
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
  admit(keyId: string, kind: Kind, perMinute: number, amount: number): Promise<LimitState> | LimitState {
    const limit = { keyId, kind, perMinute }
    const bucket = this.#bucket(keyId, kind)
    if (bucket.waiting === 0 && this.#missing(bucket, amount) <= 0)
      return this.#handOut(bucket, limit, amount)
    return this.#inLine(bucket, async () => {
      await this.#refill(bucket, limit, amount)
      return this.#handOut(bucket, limit, amount)
    })
  }

  /** Corrects what a request took to what it used. */
  correct(keyId: string, kind: Kind, taken: number, used: number): void {
    this.#bucket(keyId, kind).available += taken - used
  }

  #inLine<T>(bucket: Bucket, work: () => Promise<T>): Promise<T> {
    bucket.waiting += 1
    const turn = bucket.line.then(work).finally(() => {
      bucket.waiting -= 1
    })
    // Whoever is next in line goes on whatever became of this one.
    bucket.line = turn.catch(() => undefined)
    return turn
  }

  #missing(bucket: Bucket, amount: number): number {
    if (this.#now() - bucket.grantedAtMs >= LIMIT_GRANT_LIFE_MS) {
      bucket.available -= Math.min(bucket.unusedGrant, Math.max(0, bucket.available))
      bucket.unusedGrant = 0
    }
    return amount - bucket.available
  }

  #handOut(bucket: Bucket, { kind, perMinute }: Limit, amount: number): LimitState {
    const taken = Math.min(amount, perMinute)
    bucket.available -= taken
    bucket.unusedGrant = Math.max(0, bucket.unusedGrant - taken)
    bucket.usedSinceGrant += taken
    return {
      kind,
      limit: perMinute,
      remaining: Math.max(0, bucket.remaining + bucket.available),
      resetMs: Math.max(0, bucket.resetAtMs - this.#now()),
    }
  }

  async #refill(bucket: Bucket, limit: Limit, amount: number): Promise<void> {
    const need = Math.min(this.#missing(bucket, amount), limit.perMinute)
    if (need <= 0) return
    const answer = await this.#take(limit, need, need + this.#pace(bucket))
    bucket.remaining = answer.remaining
    bucket.grantedAtMs = this.#now()
    bucket.usedSinceGrant = 0
    bucket.resetAtMs = bucket.grantedAtMs + answer.resetMs
    bucket.available += answer.granted
    bucket.unusedGrant = Math.min(answer.granted, Math.max(0, bucket.available))
    if (answer.granted < need) throw limitRefusal(limit.kind, limit.perMinute, answer)
  }

  /** Twice what was handed out while a grant lasts, as of late: a grant that lasts that long ends the growth. */
  #pace({ usedSinceGrant, grantedAtMs }: Bucket): number {
    const sinceGrantMs = Math.max(LIMIT_GRANT_LIFE_MS, this.#now() - grantedAtMs)
    return Math.floor((2 * usedSinceGrant * LIMIT_GRANT_LIFE_MS) / sinceGrantMs)
  }

  async #take({ keyId, kind, perMinute }: Limit, need: number, want: number) {
    const bucket = `${keyId}:${kind}`
    try {
      return await this.#bus.call(takeLimit, { bucket, perMinute, need, want }, { timeoutMs: 1_000 })
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
    const bucket: Bucket = {
      available: 0,
      unusedGrant: 0,
      usedSinceGrant: 0,
      grantedAtMs: 0,
      remaining: 0,
      resetAtMs: 0,
      line: Promise.resolve(),
      waiting: 0,
    }
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
