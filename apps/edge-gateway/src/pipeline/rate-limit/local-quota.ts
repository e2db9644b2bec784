import { LIMIT_GRANT_LIFE_MS } from '@gptget/contracts'

/** What was used beyond what was taken (below zero: not used), and what is expected back no more. */
export type Correction = { amount: number; returned?: number }

type Grant = { granted: number; remaining: number; resetMs: number }

/** What this process holds of one limit. */
export class LocalQuota {
  /** What may still be handed out. */
  #available = 0
  /**
   * What answers used beyond what was taken for them, and the leader does not know yet; below zero what they did not
   * use.
   */
  #correction = 0
  /** What requests that are over were expected to give back, and the leader does not know yet. */
  #returned = 0
  /** What was handed out since the last grant: the next should last as long. */
  #usedSinceGrant = 0
  #grantedAtMs = 0
  #remaining = 0
  #resetAtMs = 0

  /** How much more is needed to hand out an amount; a grant whose time is over is not handed out. */
  missing(amount: number, nowMs: number): number {
    const isOld = nowMs - this.#grantedAtMs >= LIMIT_GRANT_LIFE_MS
    return isOld ? amount : amount - this.#available
  }

  handOut(amount: number): void {
    this.#available -= amount
    this.#usedSinceGrant += amount
  }

  refill({ granted, remaining, resetMs }: Grant, nowMs: number): void {
    this.#available += granted
    this.#remaining = remaining
    this.#resetAtMs = nowMs + resetMs
    this.#grantedAtMs = nowMs
    this.#usedSinceGrant = 0
  }

  correct({ amount, returned = 0 }: Correction): void {
    this.#correction += amount
    this.#returned += returned
  }

  /** Twice what was lately handed out while a grant lasts: a grant that lasts that long ends the growth. */
  pace(nowMs: number): number {
    const sinceGrantMs = Math.max(LIMIT_GRANT_LIFE_MS, nowMs - this.#grantedAtMs)
    return Math.floor((2 * this.#usedSinceGrant * LIMIT_GRANT_LIFE_MS) / sinceGrantMs)
  }

  /** Takes out what the leader must be told: what was used, less what is given back because its time is over. */
  takeCorrection(nowMs: number): Correction {
    const isOld = nowMs - this.#grantedAtMs >= LIMIT_GRANT_LIFE_MS
    const givenBack = isOld ? this.#available : 0
    const correction = { amount: this.#correction - givenBack, returned: this.#returned }
    this.#available -= givenBack
    this.#correction = 0
    this.#returned = 0
    return correction
  }

  /** The leader will have to be told of something. */
  get isUnsettled(): boolean {
    return this.#available > 0 || this.#correction !== 0 || this.#returned > 0
  }

  state(nowMs: number): { remaining: number; retryAfterMs: number; resetMs: number } {
    return {
      remaining: Math.max(0, this.#remaining + this.#available - this.#correction),
      retryAfterMs: 0,
      resetMs: Math.max(0, this.#resetAtMs - nowMs),
    }
  }
}
