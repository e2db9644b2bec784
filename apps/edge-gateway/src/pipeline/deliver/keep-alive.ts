import { BriefSet } from '@gptget/callers'

/** An open answer that may become silent. */
export type Silent = {
  /** How often it was found silent; set to 0 whenever something is sent on it. */
  silentSweeps: number
  /** Called after a silence; decides whether a keep-alive can be written now. */
  onSilence(): void
}

const SWEEPS_PER_INTERVAL = 4

/**
 * Sends keep-alives on silent answers. One timer serves all of them, so that a chunk costs no more than setting
 * a number.
 */
export class KeepAlive {
  readonly #watched = new BriefSet<Silent>()
  readonly #timer: NodeJS.Timeout

  /** `intervalMs`: the longest silence of an answer, give or take a quarter. */
  constructor(intervalMs: number) {
    this.#timer = setInterval(() => this.#sweep(), intervalMs / SWEEPS_PER_INTERVAL).unref()
  }

  /** Returns a function that ends it. */
  watch(answer: Silent): () => void {
    return this.#watched.add(answer)
  }

  stop(): void {
    clearInterval(this.#timer)
  }

  #sweep(): void {
    for (const answer of this.#watched.values()) {
      if (answer.silentSweeps < SWEEPS_PER_INTERVAL) answer.silentSweeps += 1
      else answer.onSilence()
    }
  }
}
