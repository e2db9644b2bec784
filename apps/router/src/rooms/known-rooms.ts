const KNOWN_FOR_MS = 10_000
/** More than all images of one answer may take. */
const AMPLE_BYTES = 1024 * 1024 * 1024
const MOST_ACCOUNTS = 10_000

/**
 * Accounts whose storage had ample room a moment ago, so that not every image has to wait for the answer to that. The
 * store itself checks each file in any case.
 */
export class KnownRooms {
  readonly #until = new Map<string, number>()

  /** @param bytesLeft what the account may still store */
  note(accountId: string, bytesLeft: number, nowMs: number): void {
    this.#until.delete(accountId)
    if (bytesLeft < AMPLE_BYTES) return
    if (this.#until.size >= MOST_ACCOUNTS) this.#until.delete(this.#until.keys().next().value!)
    this.#until.set(accountId, nowMs + KNOWN_FOR_MS)
  }

  isAmple(accountId: string, nowMs: number): boolean {
    return (this.#until.get(accountId) ?? 0) > nowMs
  }
}
