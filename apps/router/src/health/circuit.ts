export type CircuitState = 'closed' | 'open' | 'half-open'

/** What other routers are told of a circuit: how long it stays open from now on, 0 when it closed. */
export type CircuitUpdate = { openForMs: number; openings: number; reason: string | null }

const FAILURES_IN_A_ROW = 3
const FIRST_REST_MS = 2_000
const LONGEST_REST_MS = 60_000

/** How long a route is left alone after it was opened so many times without an answer in between. */
const cooldownAfter = (openings: number): number =>
  Math.min(LONGEST_REST_MS, FIRST_REST_MS * 2 ** (openings - 1))

/**
 * Whether a route may be asked. It opens after failures in a row; when its rest is over one request tries it, and what
 * comes of that closes it or opens it for longer.
 */
export class Circuit {
  #failures = 0
  #openings = 0
  #openUntilMs = 0
  #isProbed = false
  reason: string | null = null

  state(nowMs: number): CircuitState {
    if (this.#openings === 0) return 'closed'
    return nowMs < this.#openUntilMs ? 'open' : 'half-open'
  }

  /** How long it is still to be left alone; 0 when a request may be given to it. */
  cooldownMs(nowMs: number): number {
    return Math.max(0, this.#openUntilMs - nowMs)
  }

  get isProbed(): boolean {
    return this.#isProbed
  }

  /** A request is about to be given to it. False: it is half open, and another is trying it. */
  begin(nowMs: number): boolean {
    if (this.state(nowMs) !== 'half-open') return true
    if (this.#isProbed) return false
    this.#isProbed = true
    return true
  }

  /** The request ended without saying anything of the route. */
  abandoned(): void {
    this.#isProbed = false
  }

  /** @returns whether that closed it. */
  succeeded(): boolean {
    const wasOpen = this.#openings > 0
    this.#failures = 0
    this.#openings = 0
    this.#openUntilMs = 0
    this.#isProbed = false
    this.reason = null
    return wasOpen
  }

  /**
   * `requestedCooldownMs`: how long the provider itself asked to be left alone. `isMostlyFailing`: most of its latest
   * requests failed, though not in a row. @returns whether that opened it.
   */
  failed(
    nowMs: number,
    reason: string,
    requestedCooldownMs: number | undefined,
    isMostlyFailing: () => boolean,
  ): boolean {
    const before = this.state(nowMs)
    this.#failures += 1
    this.#isProbed = false
    // Attempts that had begun when it opened say nothing new.
    if (before === 'open') return false
    const isBad = before === 'half-open' || this.#failures >= FAILURES_IN_A_ROW || isMostlyFailing()
    if (!isBad && requestedCooldownMs === undefined) return false
    this.#openings += 1
    const cooldownMs = isBad
      ? Math.max(cooldownAfter(this.#openings), requestedCooldownMs ?? 0)
      : (requestedCooldownMs ?? 0)
    this.#openUntilMs = nowMs + Math.min(LONGEST_REST_MS, cooldownMs)
    this.reason = reason
    return true
  }

  updates(nowMs: number): CircuitUpdate {
    return { openForMs: this.cooldownMs(nowMs), openings: this.#openings, reason: this.reason }
  }

  /** Another router's word: as good as what was seen here. */
  merge(nowMs: number, { openForMs, openings, reason }: CircuitUpdate): void {
    if (openings === 0) {
      this.succeeded()
      return
    }
    this.#openings = Math.max(this.#openings, openings)
    this.#openUntilMs = Math.max(this.#openUntilMs, nowMs + Math.min(LONGEST_REST_MS, openForMs))
    this.reason = reason ?? this.reason
  }
}
