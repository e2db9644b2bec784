/**
 * What was spent longer ago does not count. Noticing the end of every turn instead would cost two more turns of the
 * event loop for each event of a stream. It is longer than the work of a turn takes.
 */
const SPENT_FOR_MS = 20

type Waiting = { cost: number; go: () => void }

/**
 * Shares the event loop between callers. In one turn of it, only work of a certain cost is done for a caller; the rest
 * follows in the next turns. Without that, a caller for whom hundreds of connections have data at once, or who sends
 * hundreds of requests, keeps everybody else waiting until all of it is done.
 */
export class LoopTurns {
  readonly #costPerTurn: number
  readonly #now: () => number
  readonly #spent = new Map<string, number>()
  readonly #waiting = new Map<string, Waiting[]>()
  #isTurnPlanned = false
  #sinceMs = 0

  /** `costPerTurn`: in the unit of `take`. Work begins as long as less was spent. `now`: in milliseconds. */
  constructor(costPerTurn: number, now: () => number = () => performance.now()) {
    this.#costPerTurn = costPerTurn
    this.#now = now
  }

  /** Before work for a caller. @returns a promise if it must wait for a later turn */
  take(caller: string, cost: number): void | Promise<void> {
    const waiting = this.#waiting.get(caller)
    if (this.#now() - this.#sinceMs > SPENT_FOR_MS) this.#forgetSpent()
    if (waiting === undefined && this.#mayGo(caller)) return this.#spend(caller, cost)
    this.#planTurn()
    return new Promise((go) => {
      if (waiting === undefined) this.#waiting.set(caller, [{ cost, go }])
      else waiting.push({ cost, go })
    })
  }

  #mayGo(caller: string): boolean {
    return (this.#spent.get(caller) ?? 0) < this.#costPerTurn
  }

  #spend(caller: string, cost: number): void {
    this.#spent.set(caller, (this.#spent.get(caller) ?? 0) + cost)
  }

  #forgetSpent(): void {
    this.#sinceMs = this.#now()
    this.#spent.clear()
  }

  #planTurn(): void {
    if (this.#isTurnPlanned) return
    this.#isTurnPlanned = true
    setImmediate(() => this.#turn())
  }

  #turn(): void {
    this.#isTurnPlanned = false
    this.#forgetSpent()
    for (const [caller, waiting] of this.#waiting) {
      while (waiting.length > 0 && this.#mayGo(caller)) {
        const { cost, go } = waiting.shift()!
        this.#spend(caller, cost)
        go()
      }
      if (waiting.length === 0) this.#waiting.delete(caller)
    }
    if (this.#waiting.size > 0) this.#planTurn()
  }
}
