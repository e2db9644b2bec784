import { takeLimits } from '@gptget/contracts'
import type { Bus } from '@gptget/bus'
import type { LimitGrant, LimitRequest, LimitTake } from '@gptget/contracts'
import { RecentMap } from '@gptget/runtime'
import type { Logger } from '@gptget/runtime'
import { setTimeout as sleep } from 'node:timers/promises'
import { LocalQuota } from './local-quota.ts'
import type { Correction } from './local-quota.ts'
import { Patience } from './patience.ts'
import { UsualAnswers } from './usual-answers.ts'

/** A limit that a request counts against. `bucket` names it: made once, because it is looked up for each request. */
export type Limit = { of: 'key' | 'account'; bucket: string; kind: 'requests' | 'tokens'; perMinute: number }

/** A limit and what a request takes of it; `returns`: what it will probably release at its end. */
export type LimitUse = Limit & { amount: number; returns?: LimitTake['returns'] }

/** The state of a limit, for the `x-ratelimit-*` headers. */
export type LimitState = Limit & { remaining: number; retryAfterMs: number; resetMs: number }

type BucketCorrection = LimitRequest['corrections'][number]

/** `isTold`: billing knows the expected release. `isDue`: the caller was told to return by now. */
export type Taken = { isGranted: boolean; isDue: boolean; isTold: boolean; states: LimitState[] }

/** A limit and the correction of its use. */
export type LimitCorrection = Limit & Correction

const MAX_BUCKETS = 50_000
/**
 * How soon the leader learns what answers used and gets unused quota back: one call each time, however busy the edge
 * is.
 */
const FLUSH_INTERVAL_MS = 10
/** The part of a limit that one process takes in advance. */
const LARGEST_SHARE_AHEAD = 1 / 200
/**
 * The rate limits of this process: parts of limits that one billing process keeps, so that many edges together stay
 * within each. A busy key's part lasts for a moment, so that most of its requests need no call.
 */
export class RateLimiter {
  readonly usual: UsualAnswers
  readonly #bus: Bus
  readonly #now: () => number
  readonly #logger: Logger
  readonly #quotas = new RecentMap<string, LocalQuota>(MAX_BUCKETS)
  /** Requests of one key that found too little in memory wait in line; the first calls billing. */
  readonly #lines = new Map<string, { last: Promise<unknown>; waiting: number }>()
  readonly #patience = new Patience()
  /** Limits with something to report to the leader. */
  readonly #unsettled = new Map<string, LocalQuota>()
  #isFlushing = false

  constructor(bus: Bus, now: () => number, logger: Logger) {
    this.#bus = bus
    this.#now = now
    this.#logger = logger
    this.usual = new UsualAnswers(now)
  }

  /**
   * Takes all uses of a request or none. `isGranted` false: one of the limits is reached. A caller who was told to
   * return by now waits while `isWanted`, because that time was an estimate.
   */
  take(keyId: string, uses: readonly LimitUse[], isWanted = () => true): Taken | Promise<Taken> {
    const line = this.#lines.get(keyId)
    if (line === undefined && this.#hasQuota(uses)) return this.#handOut(uses, false)
    return this.#takePatiently(keyId, uses, isWanted)
  }

  async #takePatiently(keyId: string, uses: readonly LimitUse[], isWanted: () => boolean): Promise<Taken> {
    const taken = await this.#inLine(keyId, uses)
    if (taken.isGranted || !taken.isDue) return taken
    const isOver = ({ isGranted, isDue }: Taken): boolean => isGranted || !isDue || !isWanted()
    return this.#patience.askAgain(keyId, taken, () => this.#inLine(keyId, uses), isOver)
  }

  /** The state of limits, without taking anything. */
  async look(limits: readonly Limit[]): Promise<LimitState[]> {
    if (limits.length === 0) return []
    const { states } = await this.#ask(
      limits.map((limit) => toTake(limit, 0, 0)),
      [],
    )
    return limits.map((limit, index) => ({ ...limit, ...states[index]! }))
  }

  /** Counts what was used beyond what was taken, or returns the rest. The leader learns it in a moment. */
  correct(changes: readonly LimitCorrection[]): void {
    for (const change of changes) {
      const quota = this.#quotaOf(change)
      quota.correct(change)
      this.#flushSoon(change, quota)
    }
  }

  #hasQuota(uses: readonly LimitUse[]): boolean {
    const now = this.#now()
    return uses.every((use) => this.#quotaOf(use).missing(use.amount, now) <= 0)
  }

  #handOut(uses: readonly LimitUse[], isTold: boolean): Taken {
    const now = this.#now()
    const states = uses.map((use) => {
      const quota = this.#quotaOf(use)
      quota.handOut(use.amount)
      if (quota.isUnsettled) this.#flushSoon(use, quota)
      return { ...use, ...quota.state(now) }
    })
    return { isGranted: true, isDue: false, isTold, states }
  }

  async #inLine(keyId: string, uses: readonly LimitUse[]): Promise<Taken> {
    const line = this.#lines.get(keyId) ?? { last: Promise.resolve(), waiting: 0 }
    this.#lines.set(keyId, line)
    line.waiting += 1
    const turn = line.last.then(() =>
      this.#hasQuota(uses) ? this.#handOut(uses, false) : this.#refill(uses),
    )
    // The next in line continues, whether this one succeeded or not.
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
      const quota = this.#quotaOf(use)
      const need = Math.max(0, Math.min(quota.missing(use.amount, askedAtMs), use.perMinute))
      return toTake(use, need, need + aheadOf(quota.pace(askedAtMs), use))
    })
    const first = await this.#ask(takes, this.#takeCorrections(uses, askedAtMs))
    const { isGranted, isDue, states } = first.isGranted ? first : await this.#askAgain(takes)
    const now = this.#now()
    uses.forEach((use, index) => this.#quotaOf(use).refill(states[index]!, now))
    if (isGranted) return this.#handOut(uses, true)
    return {
      isGranted,
      isDue,
      isTold: false,
      states: uses.map((use, index) => ({ ...use, ...states[index]! })),
    }
  }

  /** Reports of other edges may still be on their way to the leader while their callers retry here. */
  async #askAgain(takes: LimitTake[]): Promise<LimitGrant> {
    await sleep(2 * FLUSH_INTERVAL_MS)
    return this.#ask(takes, [])
  }

  async #ask(takes: LimitTake[], corrections: BucketCorrection[]): Promise<LimitGrant> {
    try {
      return await this.#bus.call(takeLimits, { takes, corrections }, { timeoutMs: 1_000 })
    } catch (error) {
      // Limits protect from excess; leases protect money. Serving is better than stopping with billing.
      this.#logger.warn({ err: error, takes }, 'rate limits cannot be counted right now')
      const states = takes.map(({ need, perMinute }) => ({
        granted: need,
        remaining: perMinute,
        retryAfterMs: 0,
        resetMs: 0,
      }))
      return { isGranted: true, isDue: false, states }
    }
  }

  /** The corrections of the last answers: the leader must have them before it counts this request. */
  #takeCorrections(uses: readonly LimitUse[], nowMs: number): BucketCorrection[] {
    return uses.flatMap((use) => {
      const correction = this.#quotaOf(use).takeCorrection(nowMs)
      return isNothing(correction) ? [] : [{ bucket: use.bucket, ...correction }]
    })
  }

  #flushSoon(limit: Limit, quota: LocalQuota): void {
    this.#unsettled.set(limit.bucket, quota)
    this.#startFlushTimer()
  }

  #startFlushTimer(): void {
    if (this.#isFlushing) return
    this.#isFlushing = true
    setTimeout(() => this.#flush(), FLUSH_INTERVAL_MS).unref()
  }

  /** Reports to the leader what answers used, and returns what was not used in time. */
  #flush(): void {
    this.#isFlushing = false
    const now = this.#now()
    const corrections: BucketCorrection[] = []
    for (const [bucket, quota] of this.#unsettled) {
      const correction = quota.takeCorrection(now)
      if (!isNothing(correction)) corrections.push({ bucket, ...correction })
      if (!quota.isUnsettled) this.#unsettled.delete(bucket)
    }
    if (this.#unsettled.size > 0) this.#startFlushTimer()
    if (corrections.length === 0) return
    this.#bus
      .call(takeLimits, { takes: [], corrections })
      .catch((error: unknown) =>
        this.#logger.warn({ err: error, corrections }, 'used limits were not counted'),
      )
  }

  #quotaOf({ bucket }: Limit): LocalQuota {
    const known = this.#quotas.get(bucket)
    if (known) return known
    const quota = new LocalQuota()
    this.#quotas.set(bucket, quota)
    return quota
  }
}

/** Unused quota here is refused elsewhere meanwhile, so nothing of a small limit is taken in advance. */
const aheadOf = (pace: number, { perMinute }: Limit): number =>
  Math.min(pace, Math.floor(perMinute * LARGEST_SHARE_AHEAD))

const isNothing = ({ amount, returned = 0 }: Correction): boolean => amount === 0 && returned === 0

const toTake = (
  { returns, ...limit }: Limit & Pick<LimitUse, 'returns'>,
  need: number,
  want: number,
): LimitTake => ({
  bucket: limit.bucket,
  perMinute: limit.perMinute,
  need,
  want,
  ...(returns === undefined || need === 0 ? {} : { returns }),
})
