/** Lets one thing at a time happen to each computer's hours in this process: others wait for their turn. */
export class Turns {
  readonly #last = new Map<string, Promise<void>>()

  async take<Result>(computerId: string, act: () => Promise<Result>): Promise<Result> {
    const before = this.#last.get(computerId)
    const { promise: over, resolve } = Promise.withResolvers<void>()
    this.#last.set(computerId, over)
    try {
      await before
      return await act()
    } finally {
      if (this.#last.get(computerId) === over) this.#last.delete(computerId)
      resolve()
    }
  }
}
