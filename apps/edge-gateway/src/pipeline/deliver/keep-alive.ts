/** An open answer that may become silent. */
export type Silent = {
  /** Called after a silence; decides whether a keep-alive can be written now. */
  onSilence(): void
}

const SWEEPS_PER_INTERVAL = 4

/**
 * Sends keep-alives on silent answers. One timer serves all of them, so that a chunk costs no more than noting its
 * time.
 */
export class KeepAlive {
  readonly #silentSweeps = new Map<Silent, number>()
  readonly #timer: NodeJS.Timeout

  /** `intervalMs`: the longest silence of an answer, give or take a quarter. */
  constructor(intervalMs: number) {
    this.#timer = setInterval(() => this.#sweep(), intervalMs / SWEEPS_PER_INTERVAL).unref()
  }

  /** Notes that something was sent; the first call starts watching the answer. */
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
