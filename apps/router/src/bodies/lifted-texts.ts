import { isAscii } from 'node:buffer'

const QUOTE = 0x22
const BACKSLASH = 0x5c
/** Parsing shorter ones is faster than searching for them. */
const LEAST_BYTES = 64 * 1024
/** The search ends after this many texts, or quotes in a text. */
const MOST_QUOTES = 10_000

/** The beginning of plain base64, not of a `data:` URL, which its reader needs. */
const BASE64 = /^[A-Za-z0-9+/_-]{64}$/
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
  /** The bytes of the text with this name; null for any other text. */
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

/** The positions of long texts without escapes, between their quotes. */
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

/** The quote that ends a text, without an odd number of backslashes before it; -1 if none was found. */
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
