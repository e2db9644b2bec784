const LINE_FEED = 0x0a
const CARRIAGE_RETURN = 0x0d
const FIRST_BYTES = 16 * 1024
/** A line is no longer than an event, so doubling beyond that would waste memory. */
const LAST_BYTES = 16.5 * 1024 * 1024

const endsLine = (piece: Buffer): boolean =>
  piece.at(-1) === LINE_FEED || piece.includes(LINE_FEED) || piece.includes(CARRIAGE_RETURN)

/**
 * Holds the start of an unfinished line outside of the heap. As strings it would be garbage until it is collected, some
 * MiB for each provider that sends an endless line.
 */
export class LongLine {
  #bytes: Buffer<ArrayBuffer> | null = null
  #byteLength = 0

  /** What may be read now that a piece has arrived: nothing before its line ends. */
  take(piece: Buffer): Buffer {
    if (!endsLine(piece)) return this.#hold(piece)
    if (this.#bytes === null) return piece
    this.#hold(piece)
    const whole = Buffer.from(this.#bytes.subarray(0, this.#byteLength))
    this.drop()
    return whole
  }

  /** Frees the memory at once. */
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

/** A transferred buffer has no memory any more, and its copy is discarded. */
const free = ({ buffer }: Buffer<ArrayBuffer>): void => void buffer.transfer(0)
