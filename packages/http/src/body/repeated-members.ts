/** Facts about parsed JSON: its depth, and the number of members of all its objects. */
export type JsonShape = { levels: number; members: number }

/** Measures parsed JSON. Goes no deeper than `maxLevels`, so that recursion ends for hostile texts. */
export const shapeOf = (value: unknown, maxLevels: number): JsonShape => {
  const shape = { levels: 0, members: 0 }
  measure(value, 1, maxLevels, shape)
  return shape
}

const measure = (value: unknown, level: number, maxLevels: number, shape: JsonShape): void => {
  if (typeof value !== 'object' || value === null) return
  if (level > shape.levels) shape.levels = level
  if (level > maxLevels) return
  if (Array.isArray(value)) {
    for (const item of value) measure(item, level + 1, maxLevels, shape)
    return
  }
  for (const name in value) {
    shape.members += 1
    measure(Reflect.get(value, name), level + 1, maxLevels, shape)
  }
}

const QUOTE = 0x22
const BACKSLASH = 0x5c
const COLON = 0x3a

/** The number of members in a JSON text, including repeated ones: one for each colon outside of strings. */
export const countMembers = (text: string): number => {
  let members = 0
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at)
    if (code === QUOTE) at = endOfString(text, at)
    else if (code === COLON) members += 1
  }
  return members
}

/** The closing quote of the string that starts at `start`. */
const endOfString = (text: string, start: number): number => {
  for (let at = start + 1; ; at++) {
    at = text.indexOf('"', at)
    if (at === -1) return text.length
    let backslashes = 0
    while (text.charCodeAt(at - 1 - backslashes) === BACKSLASH) backslashes += 1
    if (backslashes % 2 === 0) return at
  }
}

/** An object or array of a text in progress. `names`: those of the object so far, null in an array. */
type Open = { names: Set<string> | null; path: string; key: string; index: number }

/**
 * The path of the first repeated member in a JSON text: `messages[0].role`; null without one. The text must be valid
 * JSON.
 */
export const findRepeated = (text: string): string | null => {
  const open: Open[] = []
  let last = ''
  for (let at = 0; at < text.length; at++) {
    const top = open.at(-1)
    switch (text[at]) {
      case '"': {
        const end = endOfString(text, at)
        last = text.slice(at, end + 1)
        at = end
        break
      }
      case ':': {
        const name = JSON.parse(last) as string
        const path = memberPath(top!.path, name)
        if (top!.names!.has(name)) return path
        top!.names!.add(name)
        top!.key = path
        break
      }
      case ',':
        top!.index += 1
        break
      case '{':
      case '[':
        open.push({
          names: text[at] === '{' ? new Set() : null,
          path: pathWithin(top),
          key: '',
          index: 0,
        })
        break
      case '}':
      case ']':
        open.pop()
        break
    }
  }
  return null
}

const pathWithin = (parent: Open | undefined): string => {
  if (parent === undefined) return ''
  return parent.names === null ? `${parent.path}[${parent.index}]` : parent.key
}

const memberPath = (path: string, name: string): string => (path === '' ? name : `${path}.${name}`)
