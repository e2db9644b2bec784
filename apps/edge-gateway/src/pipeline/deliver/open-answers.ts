import { BriefSet } from '@gptget/callers'
import { PublicError } from '@gptget/errors'
import type { CutReason } from '@gptget/runtime'

/**
 * Ends an answer with a failure. `isResumable`: an answer that can be resumed at another edge continues; otherwise it
 * is cancelled, and what was generated is charged.
 */
export type CutAnswer = (error: PublicError, isResumable: boolean) => void

/** The running answers, which a stopping edge must end properly. */
export class OpenAnswers {
  readonly #answers = new BriefSet<CutAnswer>()
  #onSettled: (() => void) | undefined

  /** Tracks an answer until its `leave` is called. */
  add(cut: CutAnswer): { leave: () => void } {
    const remove = this.#answers.add(cut)
    return {
      leave: () => {
        remove()
        if (this.#answers.size === 0) this.#onSettled?.()
      },
    }
  }

  /** Ends all answers with the given reason. */
  cut(reason: CutReason): void {
    const isResumable = reason === 'time'
    const error = new PublicError(
      'service_unavailable',
      isResumable
        ? 'The gateway is restarting. Resume a stream at GET /v1/generation/stream; send other requests again.'
        : 'The gateway was stopped. Send the request again.',
      { retryAfterMs: 1_000 },
    )
    for (const cut of this.#answers.values()) cut(error, isResumable)
  }

  /** Resolves when no answer is left or the time is up. */
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
