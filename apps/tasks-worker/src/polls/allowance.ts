/** So much a second, and at most that of one second at once. */
export class Allowance {
  readonly #perSecond: number
  readonly #now: () => Date
  #left: number
  #countedAtMs: number

  constructor(perSecond: number, now: () => Date) {
    this.#perSecond = perSecond
    this.#now = now
    this.#left = perSecond
    this.#countedAtMs = now().getTime()
  }

  /** What is allowed at this moment; negative after more was taken. */
  get room(): number {
    const nowMs = this.#now().getTime()
    const more = (this.#perSecond * Math.max(0, nowMs - this.#countedAtMs)) / 1_000
    this.#left = Math.min(this.#perSecond, this.#left + more)
    this.#countedAtMs = nowMs
    return this.#left
  }

  take(amount: number): void {
    this.#left -= amount
  }
}
