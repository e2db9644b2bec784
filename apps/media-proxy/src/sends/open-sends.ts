import { PublicError } from '@gptget/errors'

const RETRY_AFTER_MS = 2_000
/** Each download keeps a file open and up to 1 MiB in memory, for as long as its reader takes. */
export const SENDS = { process: 1_024, account: 256 }

/** The running downloads by account. Signed URLs let anyone download, and slowly. */
export class OpenSends {
  readonly #most: typeof SENDS
  readonly #ofAccounts = new Map<string, number>()
  #count = 0

  constructor(most = SENDS) {
    this.#most = most
  }

  /** @returns a function that ends it @throws PublicError 429 if the account has too many, 503 if there are too many */
  enter(accountId: string): () => void {
    const ofAccount = this.#ofAccounts.get(accountId) ?? 0
    if (ofAccount >= this.#most.account) throw tooMany(this.#most.account)
    if (this.#count >= this.#most.process) throw isFull()
    this.#count += 1
    this.#ofAccounts.set(accountId, ofAccount + 1)
    return () => this.#leave(accountId)
  }

  #leave(accountId: string): void {
    this.#count -= 1
    const left = (this.#ofAccounts.get(accountId) ?? 0) - 1
    if (left > 0) this.#ofAccounts.set(accountId, left)
    else this.#ofAccounts.delete(accountId)
  }
}

const tooMany = (limit: number): PublicError =>
  new PublicError('rate_limit_exceeded', `${limit} files of this account are being sent. Retry later.`, {
    retryAfterMs: RETRY_AFTER_MS,
    metadata: { limit_source: 'account_open_files', limit },
  })

const isFull = (): PublicError =>
  new PublicError('service_unavailable', 'Too many files are being sent. Retry later.', {
    retryAfterMs: RETRY_AFTER_MS,
  })
