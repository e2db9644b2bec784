import { ByteBudget, LARGE_BODY_BYTES } from '@gptget/threads'
import type { BudgetOptions } from '@gptget/threads'

/** An answer, or a connection. */
type Closing = { once(event: 'close', listener: () => void): unknown }

/** Smaller bodies do not count: a connection takes about as much. */
const UNCOUNTED_BYTES = 16 * 1024

/**
 * How many bytes of bodies a process holds at once, and how many of them belong to one account. Large bodies and others
 * are counted apart, so that neither keeps the other out.
 */
export class BodyBudget {
  readonly #large: ByteBudget
  readonly #small: ByteBudget
  readonly #shares = new WeakMap<Closing, BodyShare>()

  constructor(options: BudgetOptions) {
    this.#large = new ByteBudget(options)
    this.#small = new ByteBudget(options)
  }

  /** Of large bodies. */
  get bytes(): number {
    return this.#large.bytes
  }

  /** The share of an account's request in the budget, at most until its answer has ended. */
  open(accountId: string, outgoing: Closing): BodyShare {
    const share = new BodyShare(accountId, { large: this.#large, small: this.#small })
    this.#shares.set(outgoing, share)
    outgoing.once('close', () => share.release())
    return share
  }

  /** A refused body takes nothing, even while its answer is delayed. */
  release(outgoing: Closing): void {
    this.#shares.get(outgoing)?.release()
  }
}

/** The bytes that one body takes from the budget. */
export class BodyShare {
  readonly #accountId: string
  readonly #budgets: { large: ByteBudget; small: ByteBudget }
  #budget: ByteBudget | null = null
  bytes = 0

  constructor(accountId: string, budgets: { large: ByteBudget; small: ByteBudget }) {
    this.#accountId = accountId
    this.#budgets = budgets
  }

  /** Reserves memory for a body of this size. @throws PublicError 429, 503 */
  reserve(byteLength: number): void {
    if (byteLength <= Math.max(this.bytes, UNCOUNTED_BYTES)) return
    const budget = byteLength > LARGE_BODY_BYTES ? this.#budgets.large : this.#budgets.small
    if (budget === this.#budget) budget.take(this.#accountId, byteLength - this.bytes)
    else {
      budget.take(this.#accountId, byteLength)
      this.release()
    }
    this.#budget = budget
    this.bytes = byteLength
  }

  /** The body was freed. */
  release(): void {
    this.#budget?.giveBack(this.#accountId, this.bytes)
    this.#budget = null
    this.bytes = 0
  }
}
