import { PublicError } from '@gptget/errors'
import { LARGE_BODY_BYTES } from '@gptget/threads'

const RETRY_AFTER_MS = 2_000

/** An answer, or a connection. */
type Closing = { once(event: 'close', listener: () => void): unknown }

type BudgetOptions = { processBytes: number; accountBytes: number }

/** Smaller bodies do not count: a connection takes about as much. */
const UNCOUNTED_BYTES = 16 * 1024

/**
 * How many bytes of bodies a process holds at once, and how many of them belong to one account. Large bodies and others
 * are counted apart, so that neither keeps the other out.
 */
export class BodyBudget {
  readonly #large: Pool
  readonly #small: Pool
  readonly #shares = new WeakMap<Closing, BodyShare>()

  constructor(options: BudgetOptions) {
    this.#large = new Pool(options)
    this.#small = new Pool(options)
  }

  /** Of large bodies. */
  get bytes(): number {
    return this.#large.bytes
  }

  /** The share of an account's request in the budget, at most until its answer has ended. */
  open(accountId: string, outgoing: Closing): BodyShare {
    const share = new BodyShare(accountId, (byteLength) => {
      if (byteLength <= UNCOUNTED_BYTES) return null
      return byteLength > LARGE_BODY_BYTES ? this.#large : this.#small
    })
    this.#shares.set(outgoing, share)
    outgoing.once('close', () => share.release())
    return share
  }

  /** A refused body takes nothing, even while its answer is delayed. */
  release(outgoing: Closing): void {
    this.#shares.get(outgoing)?.release()
  }
}

class Pool {
  readonly #options: BudgetOptions
  readonly #ofAccounts = new Map<string, number>()
  bytes = 0

  constructor(options: BudgetOptions) {
    this.#options = options
  }

  /** @throws PublicError 429 if the account holds too much, 503 if the process does. */
  take(accountId: string, bytes: number): void {
    const ofAccount = (this.#ofAccounts.get(accountId) ?? 0) + bytes
    if (ofAccount > this.#options.accountBytes) throw accountIsFull()
    if (this.bytes + bytes > this.#options.processBytes) throw processIsFull()
    this.bytes += bytes
    this.#ofAccounts.set(accountId, ofAccount)
  }

  giveBack(accountId: string, bytes: number): void {
    this.bytes -= bytes
    const ofAccount = (this.#ofAccounts.get(accountId) ?? 0) - bytes
    if (ofAccount > 0) this.#ofAccounts.set(accountId, ofAccount)
    else this.#ofAccounts.delete(accountId)
  }
}

/** The bytes that one body takes from the budget. */
export class BodyShare {
  readonly #accountId: string
  readonly #poolFor: (byteLength: number) => Pool | null
  #pool: Pool | null = null
  bytes = 0

  constructor(accountId: string, poolFor: (byteLength: number) => Pool | null) {
    this.#accountId = accountId
    this.#poolFor = poolFor
  }

  /** Reserves memory for a body of this size. @throws PublicError 429, 503 */
  reserve(byteLength: number): void {
    if (byteLength <= this.bytes) return
    const pool = this.#poolFor(byteLength)
    if (pool === null) return
    if (pool === this.#pool) pool.take(this.#accountId, byteLength - this.bytes)
    else {
      pool.take(this.#accountId, byteLength)
      this.release()
    }
    this.#pool = pool
    this.bytes = byteLength
  }

  /** The body was freed. */
  release(): void {
    this.#pool?.giveBack(this.#accountId, this.bytes)
    this.#pool = null
    this.bytes = 0
  }
}

const accountIsFull = (): PublicError =>
  new PublicError('rate_limit_exceeded', 'This account is sending too many large requests at once. Retry.', {
    retryAfterMs: RETRY_AFTER_MS,
    metadata: { limit_source: 'account_body_bytes' },
  })

const processIsFull = (): PublicError =>
  new PublicError('service_unavailable', 'Too many large requests are being received. Retry.', {
    retryAfterMs: RETRY_AFTER_MS,
  })
