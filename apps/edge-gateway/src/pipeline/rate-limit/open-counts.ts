import type { PublicError } from '@gptget/errors'

/** An answer, or a connection. */
export type Closing = { destroyed: boolean; once(event: 'close', listener: () => void): unknown }

/** Counts what each account has open in this process, up to a limit. */
export class OpenCounts {
  readonly #limit: number
  readonly #tooMany: (limit: number) => PublicError
  readonly #open = new Map<string, number>()

  /** `tooMany`: the error beyond the limit. */
  constructor(limit: number, tooMany: (limit: number) => PublicError) {
    this.#limit = limit
    this.#tooMany = tooMany
  }

  /** Counts one for an account until `answer`, which is not closed yet, closes. @throws PublicError beyond the limit */
  enter(accountId: string, answer: Closing): void {
    const open = (this.#open.get(accountId) ?? 0) + 1
    if (open > this.#limit) throw this.#tooMany(this.#limit)
    this.#open.set(accountId, open)
    answer.once('close', () => this.#leave(accountId))
  }

  #leave(accountId: string): void {
    const open = (this.#open.get(accountId) ?? 0) - 1
    if (open > 0) this.#open.set(accountId, open)
    else this.#open.delete(accountId)
  }
}
