import { PublicError } from '@gptget/errors'
import { Turns } from './turns.ts'

type Waiting = { start: () => void }
/** null: the process itself. */
type Caller = string | null

export type FairPlacesOptions = {
  places: number
  /** Of all places, how many one caller may have: the others never wait for its slowest work. */
  shareOfCaller: number
  /** How long one may wait for its turn. */
  patienceMs: number
  /** Why there was no turn, although the caller has less than its share. */
  cause?: () => Error
}

const RETRY_AFTER_MS = 1_000

/** Lets callers take turns on a limited number of places. The process itself is one of them, without a share. */
export class FairPlaces {
  readonly #places: number
  readonly #placesOfCaller: number
  readonly #patienceMs: number
  readonly #cause: (() => Error) | undefined
  readonly #taken = new Map<Caller, number>()
  readonly #waiting = new Turns<Caller, Waiting>()
  #takenCount = 0

  constructor({ places, shareOfCaller, patienceMs, cause }: FairPlacesOptions) {
    this.#places = places
    this.#placesOfCaller = Math.max(1, Math.floor(places * shareOfCaller))
    this.#patienceMs = patienceMs
    this.#cause = cause
  }

  /**
   * Resolves at the caller's turn. `isOver`: it is no longer wanted, and takes no place. @throws PublicError after too
   * long: 429 if the caller's own work is in the way, else 503; the reason of `isOver` if that came first
   */
  enter(caller: Caller, isOver?: AbortSignal): Promise<void> {
    if (this.#takenCount < this.#places && this.#mayEnter(caller)) {
      this.#take(caller)
      return Promise.resolve()
    }
    return new Promise((resolve, reject) => {
      const stopWaiting = (): void => {
        clearTimeout(timer)
        isOver?.removeEventListener('abort', giveUp)
      }
      const waiting: Waiting = {
        start: () => {
          stopWaiting()
          resolve()
        },
      }
      const refuse = (reason: unknown): void => {
        stopWaiting()
        this.#waiting.remove(caller, waiting)
        reject(reason)
      }
      const giveUp = (): void => refuse(isOver?.reason)
      const timer = setTimeout(() => refuse(this.#refusalOf(caller)), this.#patienceMs)
      isOver?.addEventListener('abort', giveUp)
      this.#waiting.add(caller, waiting)
    })
  }

  leave(caller: Caller): void {
    this.#takenCount -= 1
    const left = (this.#taken.get(caller) ?? 0) - 1
    if (left > 0) this.#taken.set(caller, left)
    else this.#taken.delete(caller)
    if (this.#takenCount < this.#places) this.#startNext()
  }

  #refusalOf(caller: Caller): PublicError {
    return this.#mayEnter(caller) ? tookTooLong(this.#cause?.()) : tooMuchAtOnce()
  }

  #mayEnter(caller: Caller): boolean {
    return caller === null || (this.#taken.get(caller) ?? 0) < this.#placesOfCaller
  }

  #take(caller: Caller): void {
    this.#takenCount += 1
    this.#taken.set(caller, (this.#taken.get(caller) ?? 0) + 1)
  }

  #startNext(): void {
    const next = this.#waiting.take((caller) => this.#mayEnter(caller))
    if (next === null) return
    this.#take(next.caller)
    next.item.start()
  }
}

const tookTooLong = (cause: Error | undefined): PublicError =>
  new PublicError(
    'service_unavailable',
    'The service is busy right now. Retry.',
    { retryAfterMs: RETRY_AFTER_MS },
    cause,
  )

const tooMuchAtOnce = (): PublicError =>
  new PublicError('rate_limit_exceeded', 'Too many requests of this account run at once. Retry.', {
    retryAfterMs: RETRY_AFTER_MS,
    metadata: { limit_source: 'account_requests_at_once' },
  })
