import { BEAT_INTERVAL_MS, STALLED_AFTER_MS } from './limits.ts'

/**
 * A clock that stops while the process is busy: messages then wait to be read, and no peer counts as dead. It notices a
 * stall by a late heartbeat.
 */
export class AwakeClock {
  readonly #now: () => number
  #lastBeatAtMs: number
  #stalledMs = 0

  constructor(now: () => number) {
    this.#now = now
    this.#lastBeatAtMs = now()
  }

  /** Milliseconds, without those of stalls. */
  readonly now = (): number => this.#now() - this.#stalledMs

  /** Call it at each heartbeat, before checking for silent peers. */
  beat(): void {
    const sinceLastMs = this.#now() - this.#lastBeatAtMs
    this.#lastBeatAtMs += sinceLastMs
    if (sinceLastMs > STALLED_AFTER_MS) this.#stalledMs += sinceLastMs - BEAT_INTERVAL_MS
  }
}
