import { isAscii } from 'node:buffer'

const QUOTE = 0x22
const BACKSLASH = 0x5c
/** Shorter ones are parsed faster than they are looked for. */
const LEAST_BYTES = 64 * 1024
/** JSON with more texts, or with more quotes in a text, is not looked through to its end. */
const MOST_QUOTES = 10_000

/** The beginning of plain base64: no `data:` URL, whose reader wants to see it. */
const BASE64 = /^[A-Za-z0-9+/_-]{64}$/
/** What base64 may contain between its characters. */
const BREAKS = [0x0a, 0x0d, 0x20]

/** No provider writes this by accident, and what it would name is in its own answer. */
const nameOf = (index: number): string => `\uE000lifted ${index}`
const NAME = /^\uE000lifted (\d+)$/

/**
 * JSON whose long texts in base64 are left where they are: parsed, an image of 1 MiB costs some milliseconds, in which
 * nothing else happens in this process; left as bytes it costs a tenth.
 */
export type LiftedTexts = {
  /** The JSON, with a short name in the place of each such text. */
  json: Buffer
  /** The bytes of the text with such a name; null if it is none. */
  find(text: string): Buffer | null
}

export const liftTexts = (json: Buffer): LiftedTexts => {
  const lifted: Buffer[] = []
  const pieces: Buffer[] = []
  let copiedTo = 0
  for (const [start, end] of longTextsOf(json)) {
    const text = json.subarray(start, end)
    if (!isBase64(text)) continue
    pieces.push(
      json.subarray(copiedTo, start),
      Buffer.from(JSON.stringify(nameOf(lifted.length)).slice(1, -1)),
    )
    lifted.push(text)
    copiedTo = end
  }
  return {
    json: lifted.length === 0 ? json : Buffer.concat([...pieces, json.subarray(copiedTo)]),
    find: (text) => lifted[Number(NAME.exec(text)?.[1])] ?? null,
  }
}

/** Where long texts without escapes begin and end, between their quotes. */
function* longTextsOf(json: Buffer): Generator<[start: number, end: number]> {
  let open = json.indexOf(QUOTE)
  for (let count = 0; open !== -1 && count < MOST_QUOTES; count += 1) {
    const close = endOf(json, open + 1)
    if (close === -1) return
    if (close - open > LEAST_BYTES && !json.subarray(open + 1, close).includes(BACKSLASH))
      yield [open + 1, close]
    open = json.indexOf(QUOTE, close + 1)
  }
}

/** The quote that ends a text: one with an odd number of backslashes before it is in the text. -1: none was found. */
const endOf = (json: Buffer, start: number): number => {
  let quote = json.indexOf(QUOTE, start)
  for (let count = 0; quote !== -1 && count < MOST_QUOTES; count += 1) {
    let slashes = 0
    while (json[quote - 1 - slashes] === BACKSLASH) slashes += 1
    if (slashes % 2 === 0) return quote
    quote = json.indexOf(QUOTE, quote + 1)
  }
  return -1
}

const isBase64 = (text: Buffer): boolean =>
  BASE64.test(text.toString('latin1', 0, 64)) && isAscii(text) && !BREAKS.some((byte) => text.includes(byte))
