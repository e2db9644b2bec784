/** What waits, in turn by caller: one who has much waiting comes no more often than the others. */
export class Turns<Caller, Item> {
  /** In the order of the callers' turns. */
  readonly #waiting = new Map<Caller, Item[]>()

  countOf(caller: Caller): number {
    return this.#waiting.get(caller)?.length ?? 0
  }

  add(caller: Caller, item: Item): void {
    const own = this.#waiting.get(caller)
    if (own === undefined) this.#waiting.set(caller, [item])
    else own.push(item)
  }

  /** Takes out the first that may go, of those whose turn it is; its caller goes to the end. null: none may. */
  take(mayGo: (caller: Caller, item: Item) => boolean): { caller: Caller; item: Item } | null {
    for (const [caller, own] of this.#waiting) {
      const [item] = own
      if (item === undefined || !mayGo(caller, item)) continue
      own.shift()
      this.#waiting.delete(caller)
      if (own.length > 0) this.#waiting.set(caller, own)
      return { caller, item }
    }
    return null
  }

  /** Takes out one that no longer waits. */
  remove(caller: Caller, item: Item): void {
    const others = (this.#waiting.get(caller) ?? []).filter((other) => other !== item)
    if (others.length > 0) this.#waiting.set(caller, others)
    else this.#waiting.delete(caller)
  }
}
