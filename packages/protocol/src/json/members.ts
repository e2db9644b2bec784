/** A top-level member of a JSON object, by its position in the text. */
export type Member = {
  key: string
  keyStart: number
  valueStart: number
  valueEnd: number
}

/** JSON as characters or bytes, which positions count. */
export type JsonText = string | Buffer

/**
 * Finds the members of the object that `text` is, without parsing their values. `text` must be valid JSON and an
 * object (it was parsed before, or comes from one that was). Stops early once `isEnough` says so.
 */
export const topLevelMembers = (
  text: JsonText,
  isEnough: (found: Member[]) => boolean = () => false,
): Member[] => {
  const members: Member[] = []
  let at = skipSpace(text, text.indexOf('{') + 1)
  while (at < text.length && codeAt(text, at) === QUOTE) {
    const keyStart = at
    const keyEnd = endOfString(text, at)
    const valueStart = skipSpace(text, skipSpace(text, keyEnd) + 1)
    const valueEnd = endOfValue(text, valueStart)
    members.push({ key: readKey(text, keyStart, keyEnd), keyStart, valueStart, valueEnd })
    if (isEnough(members)) break
    at = skipSpace(text, valueEnd)
    if (codeAt(text, at) !== COMMA) break
    at = skipSpace(text, at + 1)
  }
  return members
}

const QUOTE = 34
const COMMA = 44
const BACKSLASH = 92
const OPEN_BRACE = 123
const CLOSE_BRACE = 125
const OPEN_BRACKET = 91
const CLOSE_BRACKET = 93

const codeAt = (text: JsonText, at: number): number =>
  typeof text === 'string' ? text.charCodeAt(at) : text[at]!

const quoteFrom = (text: JsonText, start: number): number =>
  typeof text === 'string' ? text.indexOf('"', start) : text.indexOf(QUOTE, start)

const skipSpace = (text: JsonText, start: number): number => {
  let at = start
  while (at < text.length && codeAt(text, at) <= 32) at++
  return at
}

/** The position after the closing quote of the string that starts at `start`. */
const endOfString = (text: JsonText, start: number): number => {
  let at = quoteFrom(text, start + 1)
  while (at !== -1 && isEscaped(text, at)) at = quoteFrom(text, at + 1)
  return at === -1 ? text.length : at + 1
}

/** A quote is part of its string if an odd number of backslashes precedes it. */
const isEscaped = (text: JsonText, at: number): boolean => {
  let backslashes = 0
  while (codeAt(text, at - 1 - backslashes) === BACKSLASH) backslashes++
  return backslashes % 2 === 1
}

const endOfValue = (text: JsonText, start: number): number => {
  const first = codeAt(text, start)
  if (first === QUOTE) return endOfString(text, start)
  if (first === OPEN_BRACE || first === OPEN_BRACKET) return endOfNested(text, start)
  let at = start
  while (at < text.length && !isDelimiter(codeAt(text, at))) at++
  return at
}

const isDelimiter = (code: number): boolean =>
  code <= 32 || code === COMMA || code === CLOSE_BRACE || code === CLOSE_BRACKET

const endOfNested = (text: JsonText, start: number): number => {
  let depth = 0
  let at = start
  while (at < text.length) {
    const code = codeAt(text, at)
    if (code === QUOTE) {
      at = endOfString(text, at)
      continue
    }
    if (code === OPEN_BRACE || code === OPEN_BRACKET) depth++
    else if (code === CLOSE_BRACE || code === CLOSE_BRACKET) depth--
    at++
    if (depth === 0) return at
  }
  return at
}

const readKey = (text: JsonText, start: number, end: number): string => {
  const quoted = typeof text === 'string' ? text.slice(start, end) : text.toString('latin1', start, end)
  return quoted.includes('\\') ? (JSON.parse(quoted) as string) : quoted.slice(1, -1)
}
