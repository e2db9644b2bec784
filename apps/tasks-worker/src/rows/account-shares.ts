/** The running work of each account in this process, so that no account takes all the slots. */
export class AccountShares {
  readonly #most: number
  readonly #counts = new Map<string, number>()

  constructor(most: number) {
    this.#most = most
  }

  /** The accounts that use their whole share. */
  get full(): string[] {
    return [...this.#counts].filter(([, count]) => count >= this.#most).map(([accountId]) => accountId)
  }

  roomOf(accountId: string): number {
    return this.#most - (this.#counts.get(accountId) ?? 0)
  }

  enter(accountId: string): void {
    this.#counts.set(accountId, (this.#counts.get(accountId) ?? 0) + 1)
  }

  /** Whether more work of this account may have waited. */
  leave(accountId: string): boolean {
    const count = (this.#counts.get(accountId) ?? 0) - 1
    if (count > 0) this.#counts.set(accountId, count)
    else this.#counts.delete(accountId)
    return count + 1 >= this.#most
  }
}
