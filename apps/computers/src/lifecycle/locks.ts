/** One after the other for each name. */
export class Locks {
  readonly #tails = new Map<string, Promise<unknown>>()

  async hold<Result>(name: string, act: () => Promise<Result>): Promise<Result> {
    const before = this.#tails.get(name) ?? Promise.resolve()
    const turn = before.then(act, act)
    const tail = turn.catch(() => {})
    this.#tails.set(name, tail)
    try {
      return await turn
    } finally {
      if (this.#tails.get(name) === tail) this.#tails.delete(name)
    }
  }
}
