/** An open answer that may fall silent. */
export type Silent = {
  /** Called when nothing was said for a while; it decides whether it can say something now. */
  onSilence(): void
}

const SWEEPS_PER_INTERVAL = 4

/**
 * Wakes open answers that have been silent: one timer for all of them, so that a chunk costs no more than taking note
 * of it.
 */
export class KeepAlive {
  readonly #silentSweeps = new Map<Silent, number>()
  readonly #timer: NodeJS.Timeout

  /** `intervalMs`: how long an answer may be silent, give or take a quarter of it. */
  constructor(intervalMs: number) {
    this.#timer = setInterval(() => this.#sweep(), intervalMs / SWEEPS_PER_INTERVAL).unref()
  }

  /** Takes note that something was said; from the first time on the answer is watched. */
  heard(answer: Silent): void {
    this.#silentSweeps.set(answer, 0)
  }

  forget(answer: Silent): void {
    this.#silentSweeps.delete(answer)
  }

  stop(): void {
    clearInterval(this.#timer)
  }

  #sweep(): void {
    for (const [answer, sweeps] of this.#silentSweeps) {
      if (sweeps < SWEEPS_PER_INTERVAL) this.#silentSweeps.set(answer, sweeps + 1)
      else answer.onSilence()
    }
  }
}
