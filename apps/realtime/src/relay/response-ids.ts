/** The ids of responses here and at the provider: receipts use ours, which are unique across sessions. */
export class ResponseIds {
  readonly #makeId: () => string
  readonly #ours = new Map<string, string>()
  readonly #theirs = new Map<string, string>()

  constructor(makeId: () => string) {
    this.#makeId = makeId
  }

  ours(theirs: string): string {
    const known = this.#ours.get(theirs)
    if (known !== undefined) return known
    const made = `resp_${this.#makeId()}`
    this.#ours.set(theirs, made)
    this.#theirs.set(made, theirs)
    return made
  }

  theirs(ours: string): string {
    return this.#theirs.get(ours) ?? ours
  }

  /** It has ended: nothing more is sent of it. */
  forget(theirs: string): void {
    const ours = this.#ours.get(theirs)
    this.#ours.delete(theirs)
    if (ours !== undefined) this.#theirs.delete(ours)
  }
}
