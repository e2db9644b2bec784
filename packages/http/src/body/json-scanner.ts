import { PublicError } from '@gptget/errors'
import { MAX_JSON_DEPTH } from '@gptget/protocol'

/** More than any real request has, and few enough to be read without delaying others. */
export const MAX_JSON_VALUES = 500_000

const QUOTE = 0x22
const COMMA = 0x2c
const BACKSLASH = 0x5c

const OPENS = 1
const CLOSES = 2
/** The meaning of each byte outside of strings: most have none. */
const KINDS = new Uint8Array(256)
for (const byte of [0x5b, 0x7b]) KINDS[byte] = OPENS
for (const byte of [0x5d, 0x7d]) KINDS[byte] = CLOSES

/**
 * Scans a JSON text as it arrives, without parsing it: its depth and number of values are known before it is parsed,
 * piece by piece. Invalid JSON is left to the parser.
 */
export class JsonScanner {
  readonly #maxValues: number
  #depth = 0
  #values = 0
  #isInString = false
  /** The next byte is escaped by the last one of the previous piece. */
  #isEscaped = false

  constructor(maxValues = MAX_JSON_VALUES) {
    this.#maxValues = maxValues
  }

  /** @throws PublicError 400 if the text is nested too deeply, or has too many values. */
  push(piece: Buffer): void {
    let at = 0
    while (at < piece.byteLength) at = this.#isInString ? this.#skipString(piece, at) : this.#step(piece, at)
  }

  #step(piece: Buffer, at: number): number {
    const byte = piece[at]!
    if (byte === QUOTE) this.#isInString = true
    else if (byte === COMMA) this.#count()
    else if (KINDS[byte] === OPENS) {
      this.#depth += 1
      if (this.#depth > MAX_JSON_DEPTH) throw tooDeep()
      this.#count()
    } else if (KINDS[byte] === CLOSES) this.#depth -= 1
    return at + 1
  }

  #count(): void {
    this.#values += 1
    if (this.#values > this.#maxValues) throw tooMany(this.#maxValues)
  }

  /** @returns the end of the string, or of the piece. Most of a large body is in strings, which are skipped. */
  #skipString(piece: Buffer, start: number): number {
    if (this.#isEscaped) {
      this.#isEscaped = false
      return start + 1
    }
    const quote = piece.indexOf(QUOTE, start)
    const end = quote === -1 ? piece.byteLength : quote
    let backslashes = 0
    while (end - backslashes > start && piece[end - backslashes - 1] === BACKSLASH) backslashes += 1
    const isEscaped = backslashes % 2 === 1
    if (quote === -1) this.#isEscaped = isEscaped
    else this.#isInString = isEscaped
    return quote === -1 ? end : end + 1
  }
}

/** The refusal of a body with more than `MAX_JSON_DEPTH` levels. */
export const tooDeep = (): PublicError =>
  new PublicError(
    'invalid_request',
    `The request body is nested too deeply: at most ${MAX_JSON_DEPTH} levels are allowed.`,
  )

const tooMany = (maxValues: number): PublicError =>
  new PublicError('invalid_request', `The request body has more than ${maxValues} values.`)
