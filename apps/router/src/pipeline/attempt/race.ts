import type { RaceEntry } from '../generation/attempt-outcome.ts'

/** An attempt without competition. */
export const ALONE: RaceEntry = { claim: () => true, lost: null }

/** Attempts that run at once; the first to answer wins. */
export class Race {
  readonly #lanes: AbortController[] = []
  readonly #won = Promise.withResolvers<void>()
  #winner: AbortController | null = null

  /** Resolves when one has answered. */
  get won(): Promise<void> {
    return this.#won.promise
  }

  enter(): RaceEntry {
    const me = new AbortController()
    this.#lanes.push(me)
    return { claim: () => this.#claim(me), lost: me.signal }
  }

  #claim(me: AbortController): boolean {
    if (this.#winner !== null) return this.#winner === me
    this.#winner = me
    for (const other of this.#lanes) if (other !== me) other.abort(new Error('another route was faster'))
    this.#won.resolve()
    return true
  }
}
