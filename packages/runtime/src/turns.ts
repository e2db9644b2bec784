/** Lets one thing happen at a time: each waits until those before it are over, however they ended. */
export class Turn {
  #last: Promise<unknown> = Promise.resolve()
  #users = 0

  /** Whether nothing happens, and nothing waits. */
  get isFree(): boolean {
    return this.#users === 0
  }

  /** Resolves with what `act` resolves with. @throws what `act` throws */
  take<Result>(act: () => Promise<Result>): Promise<Result> {
    this.#users += 1
    const done = this.#last.then(act).finally(() => (this.#users -= 1))
    this.#last = done.catch(() => {})
    return done
  }
}

/** A turn for each of many things, by name. */
export class Turns {
  readonly #turns = new Map<string, Turn>()

  /** Resolves with what `act` resolves with. @throws what `act` throws */
  async take<Result>(name: string, act: () => Promise<Result>): Promise<Result> {
    const turn = this.#turns.get(name) ?? new Turn()
    this.#turns.set(name, turn)
    try {
      return await turn.take(act)
    } finally {
      if (turn.isFree) this.#turns.delete(name)
    }
  }

  /** How many things are in use. */
  get size(): number {
    return this.#turns.size
  }
}
