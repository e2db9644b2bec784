/** Available in V8 but not in TypeScript's types: https://github.com/tc39/proposal-json-parse-with-source */
type Reviver = (key: string, value: unknown, context: { source?: string }) => unknown
const { parse, rawJSON, isRawJSON } = JSON as unknown as {
  parse(text: string, reviver?: Reviver): unknown
  rawJSON(text: string): object
  isRawJSON(value: unknown): value is { rawJSON: string }
}

/** A number that JavaScript may print with other digits: long, with a fraction or an exponent, or minus zero. */
const MAY_CHANGE = /[:,[]\s*(?:-0|-?(?:\d{16}|\d+[.eE]))/

const keepDigits: Reviver = (_key, value, { source }) =>
  typeof value === 'number' && source !== undefined && String(value) !== source ? rawJSON(source) : value

/**
 * Parses JSON that we only print again: `JSON.stringify` prints every number with its original digits, even one that a
 * double cannot represent. A number whose digits would change is not a JavaScript number here.
 * @throws SyntaxError if `text` is not JSON.
 */
export const parseExactly = (text: string): unknown =>
  MAY_CHANGE.test(text) ? parse(text, keepDigits) : parse(text)

/** @throws SyntaxError if the text is not JSON. */
type Parser = (text: string) => unknown

/**
 * The parser for bodies of a dialect. Members with JSON of the caller or the model (arguments, results, schemas) keep
 * their digits: we only pass their numbers on, and an id may have more digits than a double.
 */
export type ExactParsers = { request: Parser; answer: Parser }

/**
 * A parser that keeps the digits of all numbers in members with these names, at any depth. All other numbers are parsed
 * as usual.
 */
export const exactParserOf = (members: readonly string[]): Parser => {
  const beginnings = members.map((name) => BEGINNINGS.map((beginning) => `"${name}":${beginning}`))
  const quoted = members.map((name) => `"${name}":`)
  const names = new Set(members)
  return (text) =>
    holdsJson(text, quoted, beginnings) && MAY_CHANGE.test(text)
      ? roundOutside(parse(text, keepDigits), names)
      : parse(text)
}

/** Printers write at most one blank after a colon. */
const BEGINNINGS = ['{', ' {', '[', ' [']

/** A cheap check before a slower parse, for every event of a stream. A closure would cost more than the check. */
const holdsJson = (
  text: string,
  quoted: readonly string[],
  beginnings: readonly (readonly string[])[],
): boolean => {
  for (let at = 0; at < quoted.length; at++) {
    if (!text.includes(quoted[at]!)) continue
    const starts = beginnings[at]!
    for (let start = 0; start < starts.length; start++) if (text.includes(starts[start]!)) return true
  }
  return false
}

const roundOutside = (value: unknown, members: ReadonlySet<string>): unknown => {
  if (isRawJSON(value)) return Number(value.rawJSON)
  if (typeof value !== 'object' || value === null) return value
  for (const [key, inner] of Object.entries(value))
    if (!members.has(key)) Reflect.set(value, key, roundOutside(inner, members))
  return value
}

/** A number that was parsed exactly, as a double; undefined for other values. */
export const numberOf = (value: unknown): number | undefined => {
  if (isRawJSON(value)) return Number(value.rawJSON)
  return typeof value === 'number' ? value : undefined
}
