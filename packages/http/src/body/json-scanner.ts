import { PublicError } from '@gptget/errors'
import { MAX_JSON_DEPTH } from '@gptget/protocol'

/** More than any request has, and few enough to be read without holding up others. */
export const MAX_JSON_VALUES = 500_000

const QUOTE = 0x22
const COMMA = 0x2c
const BACKSLASH = 0x5c

const OPENS = 1
const CLOSES = 2
/** What each byte is outside of strings: most are nothing. */
const KINDS = new Uint8Array(256)
for (const byte of [0x5b, 0x7b]) KINDS[byte] = OPENS
for (const byte of [0x5d, 0x7d]) KINDS[byte] = CLOSES

/**
 * Looks at a JSON text as it comes, without reading it: how deep it is nested and how many values it has are known
 * before it is parsed, a piece at a time. Text that is no JSON is the parser's to refuse.
 */
export class JsonScanner {
  #depth = 0
  #values = 0
  #isInString = false
  /** The next byte is escaped by the last of the piece before. */
  #isEscaped = false

  /** @throws PublicError 400 where the text is too deep, or has too many values. */
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
    if (this.#values > MAX_JSON_VALUES) throw tooMany()
  }

  /** @returns where the string ends, or the piece. Most of a large body is in strings, which are not looked at. */
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

/** The refusal of a body that is nested more than `MAX_JSON_DEPTH` deep. */
export const tooDeep = (): PublicError =>
  new PublicError(
    'invalid_request',
    `The request body is nested too deeply: at most ${MAX_JSON_DEPTH} levels are allowed.`,
  )

const tooMany = (): PublicError =>
  new PublicError('invalid_request', `The request body has more than ${MAX_JSON_VALUES} values.`)
