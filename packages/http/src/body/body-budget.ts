import { PublicError } from '@gptget/errors'
import { LARGE_BODY_BYTES } from '@gptget/threads'

const RETRY_AFTER_MS = 2_000

/** An answer, or a connection. */
type Closing = { once(event: 'close', listener: () => void): unknown }

type BudgetOptions = { processBytes: number; keyBytes: number }

/** How many bytes of large bodies a process holds at once, and how many of them belong to one key. */
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

  /** The share of a key's request in the budget, at most until its answer has ended. */
  open(keyId: string, outgoing: Closing): BodyShare {
    const share = new BodyShare({
      take: (bytes) => this.#take(keyId, bytes),
      giveBack: (bytes) => this.#giveBack(keyId, bytes),
    })
    this.#shares.set(outgoing, share)
    outgoing.once('close', () => share.release())
    return share
  }

  /** A refused body takes nothing, even while its answer is delayed. */
  release(outgoing: Closing): void {
    this.#shares.get(outgoing)?.release()
  }

  /** @throws PublicError 429 if the key holds too much, 503 if the process does. */
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

/** The bytes that one body takes from the budget. */
export class BodyShare {
  readonly #budget: Budget
  bytes = 0

  constructor(budget: Budget) {
    this.#budget = budget
  }

  /**
   * Reserves memory for a body of this size; smaller bodies do not count, because the number of connections limits
   * them. @throws PublicError 429, 503
   */
  reserve(byteLength: number): void {
    if (byteLength <= LARGE_BODY_BYTES || byteLength <= this.bytes) return
    this.#budget.take(byteLength - this.bytes)
    this.bytes = byteLength
  }

  /** The body was freed. */
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
