import { Turns } from '@gptget/callers'
import { PublicError } from '@gptget/errors'

type Waiting = { start: () => void }
/** null: the process itself. */
type Caller = string | null

const RETRY_AFTER_MS = 1_000
/** Of all places, how many one caller may have: the others never wait for its slowest work. */
const SHARE_OF_CALLER = 3 / 4

/** Lets callers take turns on a limited number of places. The process itself is one of them, without a share. */
export class FairPlaces {
  readonly #places: number
  readonly #placesOfCaller: number
  readonly #patienceMs: number
  readonly #taken = new Map<Caller, number>()
  readonly #waiting = new Turns<Caller, Waiting>()
  #takenCount = 0

  constructor({ places, patienceMs }: { places: number; patienceMs: number }) {
    this.#places = places
    this.#placesOfCaller = Math.max(1, Math.floor(places * SHARE_OF_CALLER))
    this.#patienceMs = patienceMs
  }

  /**
   * Resolves at the caller's turn. @throws PublicError after too long: 429 if the caller's own work is in the way, else
   * 503
   */
  enter(caller: Caller): Promise<void> {
    if (this.#takenCount < this.#places && this.#mayEnter(caller)) {
      this.#take(caller)
      return Promise.resolve()
    }
    return new Promise((resolve, reject) => {
      const waiting: Waiting = {
        start: () => {
          clearTimeout(timer)
          resolve()
        },
      }
      const timer = setTimeout(() => {
        this.#waiting.remove(caller, waiting)
        reject(this.#mayEnter(caller) ? tookTooLong() : tooMuchAtOnce())
      }, this.#patienceMs)
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

/** The cause has pg's own words (`isDatabaseDown`). */
const tookTooLong = (): PublicError =>
  new PublicError(
    'service_unavailable',
    'The service is busy right now. Retry.',
    { retryAfterMs: RETRY_AFTER_MS },
    new Error('timeout exceeded when trying to connect'),
  )

const tooMuchAtOnce = (): PublicError =>
  new PublicError('rate_limit_exceeded', 'Too many requests of this account run at once. Retry.', {
    retryAfterMs: RETRY_AFTER_MS,
    metadata: { limit_source: 'account_requests_at_once' },
  })
