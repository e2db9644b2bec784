import { takeLimits } from '@gptget/contracts'
import type { Bus } from '@gptget/bus'
import type { LimitGrant, LimitTake } from '@gptget/contracts'
import type { Logger } from '@gptget/runtime'
import { LRUCache } from 'lru-cache'
import { LocalQuota } from './local-quota.ts'

/** A limit that a request counts against. */
export type Limit = { of: 'key' | 'account'; id: string; kind: 'requests' | 'tokens'; perMinute: number }

/** A limit and what a request takes of it. */
export type LimitUse = Limit & { amount: number }

/** How a limit stands, for the `x-ratelimit-*` headers. */
export type LimitState = Limit & { remaining: number; retryAfterMs: number; resetMs: number }

export type Taken = { isGranted: boolean; states: LimitState[] }

const MAX_BUCKETS = 50_000
/** How soon the leader learns what answers used, and gets back what is not handed out: a question each time, however busy the edge. */
const FLUSH_INTERVAL_MS = 10
/** The part of a limit that one process takes ahead of need. */
const LARGEST_SHARE_AHEAD = 1 / 200
/** How much the last answer says about the next one's length. */
const NEWEST_SHARE = 0.3

/**
 * Rate limits as this process hands them out: parts of limits that one billing process keeps, so that many edges
 * together admit each once. A busy key's parts last for a moment, so that most of its requests ask nobody.
 */
export class RateLimiter {
  readonly #bus: Bus
  readonly #now: () => number
  readonly #logger: Logger
  readonly #stocks = new LRUCache<string, LocalQuota>({ max: MAX_BUCKETS })
  /** Those of one key who found too little in memory wait in line; the first asks billing. */
  readonly #lines = new Map<string, { last: Promise<unknown>; waiting: number }>()
  readonly #usualOutput = new LRUCache<string, number>({ max: MAX_BUCKETS })
  /** Those of which the leader may have to be told. */
  readonly #unsettled = new Map<string, LocalQuota>()
  #isFlushing = false

  constructor(bus: Bus, now: () => number, logger: Logger) {
    this.#bus = bus
    this.#now = now
    this.#logger = logger
  }

  /** Takes all uses of a request or none; `isGranted` false: one of the limits stands in the way. */
  take(keyId: string, uses: readonly LimitUse[]): Taken | Promise<Taken> {
    const line = this.#lines.get(keyId)
    return line === undefined && this.#hasQuota(uses) ? this.#handOut(uses) : this.#inLine(keyId, uses)
  }

  /** How limits stand, without taking anything. */
  async look(limits: readonly Limit[]): Promise<LimitState[]> {
    if (limits.length === 0) return []
    const { states } = await this.#ask(limits.map((limit) => toTake(limit, 0, 0)))
    return limits.map((limit, index) => ({ ...limit, ...states[index]! }))
  }

  /** Counts what was used beyond what was taken, or gives back what was not; the leader knows in a moment. */
  correct(changes: readonly LimitUse[]): void {
    for (const change of changes) {
      const stock = this.#stockOf(change)
      stock.correct(change.amount)
      this.#flushSoon(change, stock)
    }
  }

  /** How many tokens a key's answers usually have; 1 while nothing is known. */
  usualOutput(keyId: string): number {
    return Math.ceil(this.#usualOutput.get(keyId) ?? 1)
  }

  learnOutput(keyId: string, tokens: number): void {
    const before = this.#usualOutput.get(keyId) ?? tokens
    this.#usualOutput.set(keyId, before + (tokens - before) * NEWEST_SHARE)
  }

  #hasQuota(uses: readonly LimitUse[]): boolean {
    const now = this.#now()
    return uses.every((use) => this.#stockOf(use).missing(use.amount, now) <= 0)
  }

  #handOut(uses: readonly LimitUse[]): Taken {
    const now = this.#now()
    const states = uses.map((use) => {
      const stock = this.#stockOf(use)
      stock.handOut(use.amount)
      if (stock.isUnsettled) this.#flushSoon(use, stock)
      return { ...use, ...stock.state(now) }
    })
    return { isGranted: true, states }
  }

  async #inLine(keyId: string, uses: readonly LimitUse[]): Promise<Taken> {
    const line = this.#lines.get(keyId) ?? { last: Promise.resolve(), waiting: 0 }
    this.#lines.set(keyId, line)
    line.waiting += 1
    const turn = line.last.then(() => (this.#hasQuota(uses) ? this.#handOut(uses) : this.#refill(uses)))
    // Whoever is next in line goes on whatever became of this one.
    line.last = turn.catch(() => undefined)
    try {
      return await turn
    } finally {
      line.waiting -= 1
      if (line.waiting === 0) this.#lines.delete(keyId)
    }
  }

  async #refill(uses: readonly LimitUse[]): Promise<Taken> {
    const askedAtMs = this.#now()
    const takes = uses.map((use) => {
      const stock = this.#stockOf(use)
      const need = Math.max(0, Math.min(stock.missing(use.amount, askedAtMs), use.perMinute))
      return toTake(use, need, need + aheadOf(stock.pace(askedAtMs), use))
    })
    const { isGranted, states } = await this.#ask(takes)
    const now = this.#now()
    uses.forEach((use, index) => this.#stockOf(use).refill(states[index]!, now))
    if (isGranted) return this.#handOut(uses)
    return { isGranted, states: uses.map((use, index) => ({ ...use, ...states[index]! })) }
  }

  async #ask(takes: LimitTake[]): Promise<LimitGrant> {
    try {
      return await this.#bus.call(takeLimits, { takes, corrections: [] }, { timeoutMs: 1_000 })
    } catch (error) {
      // Limits protect from excess; money is protected by leases. Better to serve than to stop with billing.
      this.#logger.warn({ err: error, takes }, 'rate limits cannot be counted right now')
      const states = takes.map(({ need, perMinute }) => ({
        granted: need,
        remaining: perMinute,
        retryAfterMs: 0,
        resetMs: 0,
      }))
      return { isGranted: true, states }
    }
  }

  #flushSoon(limit: Limit, stock: LocalQuota): void {
    this.#unsettled.set(bucketOf(limit), stock)
    this.#startFlushTimer()
  }

  #startFlushTimer(): void {
    if (this.#isFlushing) return
    this.#isFlushing = true
    setTimeout(() => this.#flush(), FLUSH_INTERVAL_MS).unref()
  }

  /** Tells the leader what answers used, and gives back what nobody took in time. */
  #flush(): void {
    this.#isFlushing = false
    const now = this.#now()
    const corrections: { bucket: string; amount: number }[] = []
    for (const [bucket, stock] of this.#unsettled) {
      const amount = stock.takeCorrection(now)
      if (amount !== 0) corrections.push({ bucket, amount })
      if (!stock.isUnsettled) this.#unsettled.delete(bucket)
    }
    if (this.#unsettled.size > 0) this.#startFlushTimer()
    if (corrections.length === 0) return
    this.#bus
      .call(takeLimits, { takes: [], corrections })
      .catch((error: unknown) =>
        this.#logger.warn({ err: error, corrections }, 'used limits were not counted'),
      )
  }

  #stockOf({ id, kind }: Limit): LocalQuota {
    const bucket = bucketOf({ id, kind })
    const known = this.#stocks.get(bucket)
    if (known) return known
    const stock = new LocalQuota()
    this.#stocks.set(bucket, stock)
    return stock
  }
}

/** What lies idle here is refused elsewhere meanwhile: of a small limit nothing is taken ahead of need. */
const aheadOf = (pace: number, { perMinute }: Limit): number =>
  Math.min(pace, Math.floor(perMinute * LARGEST_SHARE_AHEAD))

const bucketOf = ({ id, kind }: Pick<Limit, 'id' | 'kind'>): string => `${id}:${kind}`

const toTake = (limit: Limit, need: number, want: number): LimitTake => ({
  bucket: bucketOf(limit),
  perMinute: limit.perMinute,
  need,
  want,
})
