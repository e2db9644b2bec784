import { BEAT_INTERVAL_MS, STALLED_AFTER_MS } from './limits.ts'

/**
 * A clock that stands while the process is busy: what others said meanwhile waits to be read, and nobody is dead for
 * it. It hears of a stall by the beat that comes late.
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

  /** To be called at each beat, before anybody's silence is judged. */
  beat(): void {
    const sinceLastMs = this.#now() - this.#lastBeatAtMs
    this.#lastBeatAtMs += sinceLastMs
    if (sinceLastMs > STALLED_AFTER_MS) this.#stalledMs += sinceLastMs - BEAT_INTERVAL_MS
  }
}
