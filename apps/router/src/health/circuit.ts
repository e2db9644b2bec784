export type CircuitState = 'closed' | 'open' | 'half-open'

/** The message to other routers about a circuit: how long it stays open from now on; 0 when it closed. */
export type CircuitUpdate = { openForMs: number; openings: number; reason: string | null }

const FAILURES_IN_A_ROW = 3
const FIRST_REST_MS = 2_000
const LONGEST_REST_MS = 60_000

/** How long a route stays open after this many openings without an answer in between. */
const cooldownAfter = (openings: number): number =>
  Math.min(LONGEST_REST_MS, FIRST_REST_MS * 2 ** (openings - 1))

/**
 * Decides whether a route may be used. It opens after several failures in a row. After a pause, one request tries it,
 * and its outcome closes the circuit or opens it for longer.
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

  /** How long it stays open; 0 if a request may use it. */
  cooldownMs(nowMs: number): number {
    return Math.max(0, this.#openUntilMs - nowMs)
  }

  get isProbed(): boolean {
    return this.#isProbed
  }

  /** A request is about to use it. False: it is half open, and another one is trying it. */
  begin(nowMs: number): boolean {
    if (this.state(nowMs) !== 'half-open') return true
    if (this.#isProbed) return false
    this.#isProbed = true
    return true
  }

  /** The request ended without information about the route. */
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
   * `requestedCooldownMs`: the pause that the provider requested. `isMostlyFailing`: most of its latest requests
   * failed, though not in a row. @returns whether that opened it.
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
    // Attempts that started before it opened add no information.
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

  /** A report of another router counts like an own observation. */
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
