import { isAscii } from 'node:buffer'

const QUOTE = 0x22
const BACKSLASH = 0x5c
/** Parsing shorter ones is faster than leaving them as bytes. */
const LEAST_BYTES = 64 * 1024
/** The search ends after this many texts, or quotes in a text. */
const MOST_QUOTES = 10_000

/** The beginning of plain base64, not of a `data:` URL, which its reader needs. */
const BASE64 = /^[A-Za-z0-9+/_-]{64}$/
const BEGINNING_BYTES = 64
/** Characters that base64 may contain in between. */
const BREAKS = [0x0a, 0x0d, 0x20]

/** No provider writes this by accident, and it can only refer to the provider's own answer. */
const nameOf = (index: number): string => `\uE000lifted ${index}`
const NAME = /^\uE000lifted (\d+)$/

/**
 * JSON whose long base64 texts stay bytes. Parsing an image of 1 MiB blocks this process for some milliseconds; leaving
 * it as bytes takes a tenth.
 */
export type LiftedTexts = {
  /** The JSON with a short name instead of each text. */
  json: Buffer
  /** The text with this name; null for any other text. */
  find(text: string): LiftedText | null
}

/** A long base64 text, which may still be arriving. */
export class LiftedText {
  readonly pieces: Buffer[] = []
  #end: { error: Error | null } | null = null
  #change = Promise.withResolvers<void>()

  push(piece: Buffer): void {
    this.pieces.push(piece)
    this.#changed()
  }

  /** All of it has arrived; or with an error: it is not what it seemed, or its rest will not arrive. */
  end(error: Error | null = null): void {
    this.#end = { error }
    this.#changed()
  }

  /** Its pieces as they arrive. @throws the error that it ended with */
  async *read(): AsyncGenerator<Buffer> {
    for (let at = 0; ; at += 1) {
      while (at >= this.pieces.length) {
        if (this.#end?.error) throw this.#end.error
        if (this.#end !== null) return
        await this.#change.promise
      }
      yield this.pieces[at]!
    }
  }

  /** All that has arrived. */
  toString(): string {
    return Buffer.concat(this.pieces).toString('latin1')
  }

  #changed(): void {
    this.#change.resolve()
    this.#change = Promise.withResolvers()
  }
}

/** The text that the search is in. */
type Text = {
  /** Its pieces so far, which are not in the JSON yet. */
  pieces: Buffer[]
  byteLength: number
  mayBeLifted: boolean
  /** Once it is long enough. */
  lifted: LiftedText | null
  escapedQuotes: number
  /** Its next byte is escaped. */
  isEscaped: boolean
}

/** Leaves long base64 texts out of JSON that arrives in pieces. */
export class TextLifter {
  readonly #onText: (text: LiftedText) => void
  readonly #lifted: LiftedText[] = []
  readonly #json: Buffer[] = []
  #text: Text | null = null
  #textCount = 0
  #isOver = false

  /** @param onText called for each text as soon as it is long enough; it may still turn out not to be base64 */
  constructor(onText: (text: LiftedText) => void = () => {}) {
    this.#onText = onText
  }

  push(piece: Buffer): void {
    for (let at = 0; at < piece.byteLength;) {
      if (this.#isOver) {
        this.#json.push(piece.subarray(at))
        return
      }
      at = this.#text === null ? this.#seekText(piece, at) : this.#readText(this.#text, piece, at)
    }
  }

  /** The rest will not arrive. */
  fail(error: Error): void {
    this.#text?.lifted?.end(error)
  }

  end(): LiftedTexts {
    // A text without an end is no JSON.
    if (this.#text !== null) this.#keep(this.#text)
    return {
      json: this.#json.length === 1 ? this.#json[0]! : Buffer.concat(this.#json),
      find: (text) => this.#lifted[Number(NAME.exec(text)?.[1])] ?? null,
    }
  }

  /** To the next text that may be long, or the end of the piece. @returns where to go on */
  #seekText(piece: Buffer, start: number): number {
    for (let from = start; ;) {
      const open = piece.indexOf(QUOTE, from)
      this.#isOver = this.#textCount === MOST_QUOTES
      if (open === -1 || this.#isOver) {
        this.#json.push(piece.subarray(start))
        return piece.byteLength
      }
      this.#textCount += 1
      const close = closeOf(piece, open + 1)
      if (close === -1 || close - open > LEAST_BYTES) {
        this.#json.push(piece.subarray(start, open + 1))
        this.#text = newText()
        return open + 1
      }
      from = close + 1
    }
  }

  /** To the end of the text, or of the piece. @returns where to go on */
  #readText(text: Text, piece: Buffer, start: number): number {
    for (let from = text.isEscaped ? start + 1 : start; ;) {
      const quote = piece.indexOf(QUOTE, from)
      const end = quote === -1 ? piece.byteLength : quote
      text.isEscaped = endsInEscape(piece, from, end)
      if (quote === -1 || !text.isEscaped) {
        this.#take(text, piece.subarray(start, end))
        if (quote === -1) return end
        this.#close(text)
        this.#json.push(piece.subarray(quote, quote + 1))
        return quote + 1
      }
      text.escapedQuotes += 1
      if (text.escapedQuotes === MOST_QUOTES) {
        this.#keep(text)
        this.#isOver = true
        return start
      }
      from = quote + 1
    }
  }

  #take(text: Text, part: Buffer): void {
    if (!text.mayBeLifted) {
      this.#json.push(part)
      return
    }
    text.pieces.push(part)
    text.byteLength += part.byteLength
    const isLong = text.lifted === null && text.byteLength > LEAST_BYTES
    if (!isPlain(part) || (isLong && !isBase64(text.pieces))) this.#keep(text)
    else if (isLong) this.#lift(text)
    else text.lifted?.push(part)
  }

  #lift(text: Text): void {
    text.lifted = new LiftedText()
    for (const piece of text.pieces) text.lifted.push(piece)
    this.#onText(text.lifted)
  }

  #close(text: Text): void {
    this.#text = null
    if (text.lifted === null) return this.#keep(text)
    text.lifted.end()
    this.#json.push(Buffer.from(JSON.stringify(nameOf(this.#lifted.length)).slice(1, -1)))
    this.#lifted.push(text.lifted)
  }

  /** It stays in the JSON. */
  #keep(text: Text): void {
    text.lifted?.end(new Error('a text that was being lifted is not base64'))
    text.lifted = null
    text.mayBeLifted = false
    this.#json.push(...text.pieces)
    text.pieces = []
  }
}

const newText = (): Text => ({
  pieces: [],
  byteLength: 0,
  mayBeLifted: true,
  lifted: null,
  escapedQuotes: 0,
  isEscaped: false,
})

/** The quote in this piece that ends a text; -1 if none was found. */
const closeOf = (piece: Buffer, start: number): number => {
  let from = start
  for (let count = 0; count < MOST_QUOTES; count += 1) {
    const quote = piece.indexOf(QUOTE, from)
    if (quote === -1 || !endsInEscape(piece, from, quote)) return quote
    from = quote + 1
  }
  return -1
}

/** Whether an odd number of backslashes is before the end. */
const endsInEscape = (piece: Buffer, start: number, end: number): boolean => {
  let at = end
  while (at > start && piece[at - 1] === BACKSLASH) at -= 1
  return (end - at) % 2 === 1
}

const isPlain = (part: Buffer): boolean =>
  isAscii(part) && !part.includes(BACKSLASH) && !BREAKS.some((byte) => part.includes(byte))

const isBase64 = (pieces: readonly Buffer[]): boolean =>
  BASE64.test(Buffer.concat(pieces, BEGINNING_BYTES).toString('latin1'))
