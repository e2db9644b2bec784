import { PublicError } from '@gptget/errors'
import { LARGE_BODY_BYTES } from '@gptget/threads'

const RETRY_AFTER_MS = 2_000

/** An answer, or a connection. */
type Closing = { once(event: 'close', listener: () => void): unknown }

type BudgetOptions = { processBytes: number; keyBytes: number }

/** How many bytes of large bodies a process holds at once, and how many of them are one key's. */
export class BodyBudget {
  readonly #options: BudgetOptions
  readonly #ofKeys = new Map<string, number>()
  readonly #shares = new WeakMap<Closing, BodyShare>()
  #bytes = 0

  constructor(options: BudgetOptions) {
    this.#options = options
  }

  get bytes(): number {
    return this.#bytes
  }

  /** What a key's request takes of the budget, until its answer is over at the latest. */
  open(keyId: string, outgoing: Closing): BodyShare {
    const share = new BodyShare({
      take: (bytes) => this.#take(keyId, bytes),
      giveBack: (bytes) => this.#giveBack(keyId, bytes),
    })
    this.#shares.set(outgoing, share)
    outgoing.once('close', () => share.release())
    return share
  }

  /** What is refused takes nothing, also while its answer waits. */
  release(outgoing: Closing): void {
    this.#shares.get(outgoing)?.release()
  }

  /** @throws PublicError 429 where the key holds too much, 503 where the process does. */
  #take(keyId: string, bytes: number): void {
    const ofKey = (this.#ofKeys.get(keyId) ?? 0) + bytes
    if (ofKey > this.#options.keyBytes) throw keyIsFull()
    if (this.#bytes + bytes > this.#options.processBytes) throw processIsFull()
    this.#bytes += bytes
    this.#ofKeys.set(keyId, ofKey)
  }

  #giveBack(keyId: string, bytes: number): void {
    if (bytes === 0) return
    this.#bytes -= bytes
    const ofKey = (this.#ofKeys.get(keyId) ?? 0) - bytes
    if (ofKey > 0) this.#ofKeys.set(keyId, ofKey)
    else this.#ofKeys.delete(keyId)
  }
}

type Budget = { take(bytes: number): void; giveBack(bytes: number): void }

/** The bytes that one body takes of the budget. */
export class BodyShare {
  readonly #budget: Budget
  bytes = 0

  constructor(budget: Budget) {
    this.#budget = budget
  }

  /**
   * Makes room for a body of so many bytes; smaller bodies do not count: connections bound them. @throws PublicError
   * 429, 503
   */
  reserve(byteLength: number): void {
    if (byteLength <= LARGE_BODY_BYTES || byteLength <= this.bytes) return
    this.#budget.take(byteLength - this.bytes)
    this.bytes = byteLength
  }

  /** The body is not here any more. */
  release(): void {
    this.#budget.giveBack(this.bytes)
    this.bytes = 0
  }
}

const keyIsFull = (): PublicError =>
  new PublicError('rate_limit_exceeded', 'This API key is sending too many large requests at once. Retry.', {
    retryAfterMs: RETRY_AFTER_MS,
    metadata: { limit_source: 'key_body_bytes' },
  })

const processIsFull = (): PublicError =>
  new PublicError('service_unavailable', 'Too many large requests are being received. Retry.', {
    retryAfterMs: RETRY_AFTER_MS,
  })
