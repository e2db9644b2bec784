import { LIMIT_GRANT_LIFE_MS } from '@gptget/contracts'

/** What was used beyond what was taken (below zero: less), and what is no longer expected to return. */
export type Correction = { amount: number; returned?: number }

type Grant = { granted: number; remaining: number; resetMs: number }

/** This process's part of one limit. */
export class LocalQuota {
  /** What may still be used. */
  #available = 0
  /** What answers used beyond what they took, not reported to the leader yet; negative if they used less. */
  #correction = 0
  /** Expected returns of finished requests, not reported to the leader yet. */
  #returned = 0
  /** What was used since the last grant; the next one should last as long. */
  #usedSinceGrant = 0
  #grantedAtMs = 0
  #remaining = 0
  #resetAtMs = 0

  /** What is missing for an amount. An expired grant is not used. */
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

  /** Twice the recent use during a grant; a grant that lasts long enough ends the growth. */
  pace(nowMs: number): number {
    const sinceGrantMs = Math.max(LIMIT_GRANT_LIFE_MS, nowMs - this.#grantedAtMs)
    return Math.floor((2 * this.#usedSinceGrant * LIMIT_GRANT_LIFE_MS) / sinceGrantMs)
  }

  /** Takes out what must be reported to the leader: what was used, minus expired quota. */
  takeCorrection(nowMs: number): Correction {
    const isOld = nowMs - this.#grantedAtMs >= LIMIT_GRANT_LIFE_MS
    const givenBack = isOld ? this.#available : 0
    const correction = { amount: this.#correction - givenBack, returned: this.#returned }
    this.#available -= givenBack
    this.#correction = 0
    this.#returned = 0
    return correction
  }

  /** There is something to report to the leader. */
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
