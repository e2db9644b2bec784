/** A member of a JSON object's top level, by its place in the text. */
export type Member = {
  key: string
  keyStart: number
  valueStart: number
  valueEnd: number
}

/**
 * Finds the members of the object that `text` is, without parsing their values. `text` must be valid JSON and an
 * object (it was parsed before, or comes from one that was). Stops early once `isEnough` says so.
 */
export const topLevelMembers = (
  text: string,
  isEnough: (found: Member[]) => boolean = () => false,
): Member[] => {
  const members: Member[] = []
  let at = skipSpace(text, text.indexOf('{') + 1)
  while (at < text.length && text.charCodeAt(at) === QUOTE) {
    const keyStart = at
    const keyEnd = endOfString(text, at)
    const valueStart = skipSpace(text, skipSpace(text, keyEnd) + 1)
    const valueEnd = endOfValue(text, valueStart)
    members.push({ key: readKey(text, keyStart, keyEnd), keyStart, valueStart, valueEnd })
    if (isEnough(members)) break
    at = skipSpace(text, valueEnd)
    if (text.charCodeAt(at) !== COMMA) break
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

const skipSpace = (text: string, start: number): number => {
  let at = start
  while (at < text.length && text.charCodeAt(at) <= 32) at++
  return at
}

/** Just behind the closing quote of the string that starts at `start`. */
const endOfString = (text: string, start: number): number => {
  let at = text.indexOf('"', start + 1)
  while (at !== -1 && isEscaped(text, at)) at = text.indexOf('"', at + 1)
  return at === -1 ? text.length : at + 1
}

/** A quote is part of its string when an odd number of backslashes stands before it. */
const isEscaped = (text: string, at: number): boolean => {
  let backslashes = 0
  while (text.charCodeAt(at - 1 - backslashes) === BACKSLASH) backslashes++
  return backslashes % 2 === 1
}

const endOfValue = (text: string, start: number): number => {
  const first = text.charCodeAt(start)
  if (first === QUOTE) return endOfString(text, start)
  if (first === OPEN_BRACE || first === OPEN_BRACKET) return endOfNested(text, start)
  let at = start
  while (at < text.length && !isDelimiter(text.charCodeAt(at))) at++
  return at
}

const isDelimiter = (code: number): boolean =>
  code <= 32 || code === COMMA || code === CLOSE_BRACE || code === CLOSE_BRACKET

const endOfNested = (text: string, start: number): number => {
  let depth = 0
  let at = start
  while (at < text.length) {
    const code = text.charCodeAt(at)
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

const readKey = (text: string, start: number, end: number): string => {
  const raw = text.slice(start + 1, end - 1)
  return raw.includes('\\') ? (JSON.parse(text.slice(start, end)) as string) : raw
}
