const LINE_FEED = 0x0a
const CARRIAGE_RETURN = 0x0d
const FIRST_BYTES = 16 * 1024
/** A line is no longer than an event: to double beyond it would only take memory. */
const LAST_BYTES = 16.5 * 1024 * 1024

const endsLine = (piece: Buffer): boolean =>
  piece.at(-1) === LINE_FEED || piece.includes(LINE_FEED) || piece.includes(CARRIAGE_RETURN)

/**
 * Holds the beginning of a line that has not ended, outside of the heap: as strings it would be garbage that stays
 * until it is collected, some MiB for each provider that sends a line without end.
 */
export class LongLine {
  #bytes: Buffer<ArrayBuffer> | null = null
  #byteLength = 0

  /** What may be read now that a piece has come: nothing before its line ends. */
  take(piece: Buffer): Buffer {
    if (!endsLine(piece)) return this.#hold(piece)
    if (this.#bytes === null) return piece
    this.#hold(piece)
    const whole = Buffer.from(this.#bytes.subarray(0, this.#byteLength))
    this.drop()
    return whole
  }

  /** Gives the memory back at once. */
  drop(): void {
    if (this.#bytes !== null) free(this.#bytes)
    this.#bytes = null
    this.#byteLength = 0
  }

  #hold(piece: Buffer): Buffer {
    const needed = this.#byteLength + piece.byteLength
    if (this.#bytes === null || needed > this.#bytes.byteLength) this.#grow(needed)
    this.#bytes!.set(piece, this.#byteLength)
    this.#byteLength = needed
    return NOTHING
  }

  #grow(needed: number): void {
    const before = this.#bytes
    this.#bytes = Buffer.allocUnsafeSlow(
      Math.max(FIRST_BYTES, needed, Math.min(LAST_BYTES, 2 * (before?.byteLength ?? 0))),
    )
    if (before === null) return
    this.#bytes.set(before.subarray(0, this.#byteLength))
    free(before)
  }
}

const NOTHING = Buffer.alloc(0)

/** A buffer that was moved has no memory any more, and nobody has what it was moved to. */
const free = ({ buffer }: Buffer<ArrayBuffer>): void => void buffer.transfer(0)
