import { PublicError } from '@gptget/errors'
import type { CutReason } from '@gptget/runtime'

/**
 * Ends an answer with a failure. `isResumable`: an answer that can be resumed at another edge is made to its end;
 * otherwise it is cancelled, and charged for what was made.
 */
export type CutAnswer = (error: PublicError, isResumable: boolean) => void

/** The running answers, which an edge that stops must not leave without an end. */
export class OpenAnswers {
  readonly #answers = new Set<CutAnswer>()
  #onSettled: (() => void) | undefined

  /** Takes note of an answer until its `leave` is called. */
  add(cut: CutAnswer): { leave: () => void } {
    this.#answers.add(cut)
    return {
      leave: () => {
        this.#answers.delete(cut)
        if (this.#answers.size === 0) this.#onSettled?.()
      },
    }
  }

  /** Tells every client that the answer ends here, and why. */
  cut(reason: CutReason): void {
    const isResumable = reason === 'time'
    const error = new PublicError(
      'service_unavailable',
      isResumable
        ? 'The gateway is restarting. Resume a stream at GET /v1/generation/stream; send other requests again.'
        : 'The gateway was stopped. Send the request again.',
      { retryAfterMs: 1_000 },
    )
    for (const cut of this.#answers) cut(error, isResumable)
  }

  /** Resolves when no answer is left, or the time is up. */
  settled(timeoutMs: number): Promise<void> {
    if (this.#answers.size === 0) return Promise.resolve()
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, timeoutMs)
      this.#onSettled = () => {
        clearTimeout(timer)
        resolve()
      }
    })
  }
}
