/**
 * A map that keeps at most `max` entries, and of them the half that was used last. It takes memory only for what it
 * has; `lru-cache` allocates for `max` at once: a MiB for 50,000 entries.
 */
export class RecentMap<Key, Value> {
  readonly #half: number
  #newer = new Map<Key, Value>()
  /** What was not used since `#newer` was begun. No key is in both. */
  #older = new Map<Key, Value>()

  constructor(max: number) {
    this.#half = Math.ceil(max / 2)
  }

  get(key: Key): Value | undefined {
    const newer = this.#newer.get(key)
    if (newer !== undefined) return newer
    const older = this.#older.get(key)
    if (older !== undefined) this.set(key, older)
    return older
  }

  set(key: Key, value: Value): void {
    this.#older.delete(key)
    if (this.#newer.size >= this.#half && !this.#newer.has(key)) {
      this.#older = this.#newer
      this.#newer = new Map()
    }
    this.#newer.set(key, value)
  }

  delete(key: Key): void {
    this.#newer.delete(key)
    this.#older.delete(key)
  }

  clear(): void {
    this.#newer.clear()
    this.#older.clear()
  }

  *[Symbol.iterator](): Generator<[Key, Value]> {
    yield* this.#older
    yield* this.#newer
  }
}
