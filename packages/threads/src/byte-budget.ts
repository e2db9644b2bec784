import { PublicError } from '@gptget/errors'

const RETRY_AFTER_MS = 2_000

export type BudgetOptions = { processBytes: number; accountBytes: number }

/** How many bytes a process holds at once, and how many of them for one account. What is too much is refused. */
export class ByteBudget {
  readonly #options: BudgetOptions
  readonly #ofAccounts = new Map<string, number>()
  #bytes = 0

  constructor(options: BudgetOptions) {
    this.#options = options
  }

  get bytes(): number {
    return this.#bytes
  }

  /** @throws PublicError 429 if the account holds too much, 503 if the process does. */
  take(accountId: string, bytes: number): void {
    const ofAccount = (this.#ofAccounts.get(accountId) ?? 0) + bytes
    if (ofAccount > this.#options.accountBytes) throw accountIsFull()
    if (this.#bytes + bytes > this.#options.processBytes) throw processIsFull()
    this.#bytes += bytes
    this.#ofAccounts.set(accountId, ofAccount)
  }

  giveBack(accountId: string, bytes: number): void {
    if (bytes === 0) return
    this.#bytes -= bytes
    const ofAccount = (this.#ofAccounts.get(accountId) ?? 0) - bytes
    if (ofAccount > 0) this.#ofAccounts.set(accountId, ofAccount)
    else this.#ofAccounts.delete(accountId)
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
