import { setTimeout as sleep } from 'node:timers/promises'

const INTERVAL_MS = 200
/** After this time, all use has left the window of a minute. */
const LONGEST_WAIT_MS = 65_000
const MOST_WAITING_OF_A_KEY = 32

/** Lets requests wait whose caller returned on time, a few for each key. */
export class Patience {
  readonly #waiting = new Map<string, number>()

  /** Repeats the call until it succeeds. `answer` is the previous answer, which stays if too many are waiting. */
  async askAgain<Answer>(
    keyId: string,
    answer: Answer,
    ask: () => Promise<Answer>,
    isOver: (answer: Answer) => boolean,
  ): Promise<Answer> {
    const waiting = this.#waiting.get(keyId) ?? 0
    if (waiting >= MOST_WAITING_OF_A_KEY) return answer
    this.#waiting.set(keyId, waiting + 1)
    try {
      let newest = answer
      for (let waitedMs = 0; waitedMs < LONGEST_WAIT_MS && !isOver(newest); waitedMs += INTERVAL_MS) {
        await sleep(INTERVAL_MS)
        newest = await ask()
      }
      return newest
    } finally {
      this.#leave(keyId)
    }
  }

  #leave(keyId: string): void {
    const left = this.#waiting.get(keyId)! - 1
    if (left === 0) this.#waiting.delete(keyId)
    else this.#waiting.set(keyId, left)
  }
}
