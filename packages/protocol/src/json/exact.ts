/** What V8 has and the types of the language do not: https://github.com/tc39/proposal-json-parse-with-source */
type Reviver = (key: string, value: unknown, context: { source?: string }) => unknown
const { parse, rawJSON, isRawJSON } = JSON as unknown as {
  parse(text: string, reviver?: Reviver): unknown
  rawJSON(text: string): object
  isRawJSON(value: unknown): value is { rawJSON: string }
}

/** A number that JavaScript may print in other digits: long, with a fraction or an exponent, or minus zero. */
const MAY_CHANGE = /[:,[]\s*(?:-0|-?(?:\d{16}|\d+[.eE]))/

const keepDigits: Reviver = (_key, value, { source }) =>
  typeof value === 'number' && source !== undefined && String(value) !== source ? rawJSON(source) : value

/**
 * Parses JSON of which we read nothing and that must be printed again: `JSON.stringify` gives every number the digits
 * it had, also one that no double holds. A number whose digits would change is no number here.
 * @throws SyntaxError when `text` is no JSON.
 */
export const parseExactly = (text: string): unknown =>
  MAY_CHANGE.test(text) ? parse(text, keepDigits) : parse(text)

/** @throws SyntaxError when the text is no JSON. */
type Parser = (text: string) => unknown

/**
 * How the bodies of a dialect are parsed. Members that hold the caller's or the model's own JSON (arguments, results,
 * schemas) keep their digits: we pass their numbers on and compute with none of them, and an id may be longer than a
 * double holds.
 */
export type ExactParsers = { request: Parser; answer: Parser }

/**
 * A parser of JSON of which we read all but some members: what stands in members of these names, at any depth, keeps
 * its digits; all other numbers are numbers.
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

/** Printers write no or one blank after a colon, and text needs no care. */
const BEGINNINGS = ['{', ' {', '[', ' [']

/** A cheap look before a slower parse, taken at every event of a stream: closures would cost more than it does. */
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

/** A number that was parsed exactly, as far as a double holds it; undefined where there is none. */
export const numberOf = (value: unknown): number | undefined => {
  if (isRawJSON(value)) return Number(value.rawJSON)
  return typeof value === 'number' ? value : undefined
}
