import { Turns } from '@gptget/callers'
import { PublicError } from '@gptget/errors'

type QueueOptions = {
  /** How many run at once. */
  threads: number
  /** Larger ones leave a thread to the others. */
  heavyBytes: number
  maxWaiting: number
  maxWaitingOfCaller: number
}

export type Turn = {
  /** The account of its caller: one may have any number of keys. */
  caller: string
  byteLength: number
  /** False: it is not run when its turn comes. */
  isWanted?: () => boolean
}

type Waiting = Turn & { start: () => void }

const RETRY_AFTER_MS = 2_000

/**
 * Lets callers take turns, with one job of each at a time, and never heavy jobs on every thread. Jobs beyond
 * the maximum queue are refused.
 */
export class FairQueue {
  readonly #options: QueueOptions
  readonly #waiting = new Turns<string, Waiting>()
  readonly #running = new Set<Turn>()
  #waitingCount = 0

  constructor(options: QueueOptions) {
    this.#options = options
  }

  /** @throws PublicError 429 if the caller has too many waiting, 503 if all have */
  async run<Result>(turn: Turn, work: () => Promise<Result>): Promise<Result> {
    await this.#admitted(turn)
    try {
      if (turn.isWanted?.() === false) throw callerLeft()
      return await work()
    } finally {
      this.#running.delete(turn)
      this.#startNext()
    }
  }

  get waitingCount(): number {
    return this.#waitingCount
  }

  #admitted(turn: Turn): Promise<void> {
    const { maxWaiting, maxWaitingOfCaller } = this.#options
    if (this.#waiting.countOf(turn.caller) >= maxWaitingOfCaller) throw callerWaits()
    if (this.#waitingCount >= maxWaiting) throw allWait()
    return new Promise((resolve) => {
      this.#waiting.add(turn.caller, { ...turn, start: () => this.#start(turn, resolve) })
      this.#waitingCount += 1
      this.#startNext()
    })
  }

  #start(turn: Turn, resolve: () => void): void {
    this.#running.add(turn)
    resolve()
  }

  #startNext(): void {
    while (this.#running.size < this.#options.threads) {
      const next = this.#waiting.take((_, turn) => this.#mayRun(turn))
      if (next === null) return
      this.#waitingCount -= 1
      next.item.start()
    }
  }

  #mayRun({ caller, byteLength }: Turn): boolean {
    const { threads, heavyBytes } = this.#options
    const running = [...this.#running]
    if (running.some((other) => other.caller === caller)) return false
    if (byteLength <= heavyBytes) return true
    return running.filter((other) => other.byteLength > heavyBytes).length < Math.max(1, threads - 1)
  }
}

const callerLeft = (): PublicError =>
  new PublicError('invalid_request', 'The client disconnected before its request was read.')

const callerWaits = (): PublicError =>
  new PublicError('rate_limit_exceeded', 'This account has too many large requests waiting. Retry.', {
    retryAfterMs: RETRY_AFTER_MS,
    metadata: { limit_source: 'account_large_bodies' },
  })

const allWait = (): PublicError =>
  new PublicError('service_unavailable', 'Too many large requests are waiting. Retry.', {
    retryAfterMs: RETRY_AFTER_MS,
  })
