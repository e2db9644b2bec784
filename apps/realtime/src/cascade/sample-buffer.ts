/** Samples by the time in the session at which they were sent. */
export class SampleBuffer {
  readonly #rateHz: number
  #pieces: Int16Array[] = []
  /** How many samples were dropped before the first one here. */
  #dropped = 0
  #length = 0

  constructor(rateHz: number) {
    this.#rateHz = rateHz
  }

  get byteLength(): number {
    return this.#length * 2
  }

  get durationMs(): number {
    return (this.#length / this.#rateHz) * 1_000
  }

  get endMs(): number {
    return ((this.#dropped + this.#length) / this.#rateHz) * 1_000
  }

  push(samples: Int16Array): void {
    this.#pieces.push(samples)
    this.#length += samples.length
  }

  dropBefore(ms: number): void {
    let count = this.#indexOf(ms)
    while (count > 0) {
      const [first] = this.#pieces as [Int16Array]
      const taken = Math.min(first.length, count)
      if (taken === first.length) this.#pieces.shift()
      else this.#pieces[0] = first.slice(taken)
      count -= taken
      this.#dropped += taken
      this.#length -= taken
    }
  }

  /** Removes and returns the samples from one time to another, and drops those before. */
  take(fromMs: number, toMs: number): Int16Array {
    this.dropBefore(fromMs)
    const taken = new Int16Array(this.#indexOf(toMs))
    let at = 0
    for (const piece of this.#pieces) {
      if (at >= taken.length) break
      taken.set(piece.subarray(0, taken.length - at), at)
      at += piece.length
    }
    this.dropBefore(toMs)
    return taken
  }

  #indexOf(ms: number): number {
    const index = Math.round((ms / 1_000) * this.#rateHz) - this.#dropped
    return Math.max(0, Math.min(this.#length, index))
  }
}
