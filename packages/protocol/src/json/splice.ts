import { topLevelMembers } from './members.ts'
import type { Member } from './members.ts'

/** Edits of top-level members: JSON text replaces or adds one, null removes it. */
export type Edits = Readonly<Record<string, string | null>>

/**
 * Edits members of a JSON object in its text, so that everything else stays byte for byte the same: unknown fields,
 * numbers too precise for a double, spacing. Missing members are added at the end.
 *
 * @example spliceText('{"model":"a","x":1.0}', { model: '"b"' }) // '{"model":"b","x":1.0}'
 */
export const spliceText = (text: string, edits: Edits): string => splice(text, topLevelMembers(text), edits)

/** The same for edits that depend on other members: `read` parses a member by its name. */
export const editText = (text: string, editsOf: (read: (key: string) => unknown) => Edits): string => {
  const members = topLevelMembers(text)
  const read = (key: string): unknown => {
    const member = members.findLast((found) => found.key === key)
    return member && JSON.parse(text.slice(member.valueStart, member.valueEnd))
  }
  return splice(text, members, editsOf(read))
}

const splice = (text: string, members: readonly Member[], edits: Edits): string => {
  let out = text.slice(0, text.indexOf('{') + 1)
  let count = 0
  // Plain loops: this runs for every request and answer, and iterators allocate for each member.
  for (let index = 0; index < members.length; index++) {
    const { key, keyStart, valueStart, valueEnd } = members[index]!
    const edit = editOf(edits, key)
    if (edit === null) continue
    if (count++ > 0) out += ','
    out += edit === undefined ? text.slice(keyStart, valueEnd) : text.slice(keyStart, valueStart) + edit
  }
  for (const key in edits) {
    const value = editOf(edits, key)
    if (typeof value !== 'string' || members.some((member) => member.key === key)) continue
    out += `${count++ > 0 ? ',' : ''}${JSON.stringify(key)}:${value}`
  }
  return out + text.slice(text.lastIndexOf('}'))
}

/** Above this size, decoding to text costs more than it saves. */
const LARGE_BYTES = 256 * 1024

/** The same on UTF-8 bytes, without decoding the unedited parts. */
export const spliceBytes = (bytes: Buffer, edits: Edits): Buffer =>
  bytes.byteLength > LARGE_BYTES
    ? Buffer.concat(splicedPieces(bytes, edits))
    : // Latin-1 gives each byte one character, and back.
      Buffer.from(spliceText(bytes.toString('latin1'), inLatin1(edits)), 'latin1')

/** Latin-1 gives each byte one character. */
const membersOf = (bytes: Buffer): Member[] =>
  topLevelMembers(bytes.byteLength > LARGE_BYTES ? bytes : bytes.toString('latin1'))

/** The same as `spliceText` for bytes, without copying them. */
const splicedPieces = (bytes: Buffer, edits: Edits): Buffer[] => {
  const members = topLevelMembers(bytes)
  const kept = members.flatMap(({ key, keyStart, valueStart, valueEnd }): Buffer[][] => {
    const edit = editOf(edits, key)
    if (edit === null) return []
    if (edit === undefined) return [[bytes.subarray(keyStart, valueEnd)]]
    return [[bytes.subarray(keyStart, valueStart), Buffer.from(edit)]]
  })
  const added = Object.entries(edits).flatMap(([key, value]) =>
    value === null || members.some((member) => member.key === key)
      ? []
      : [[Buffer.from(`${JSON.stringify(key)}:${value}`)]],
  )
  const separated = [...kept, ...added].flatMap((member, index) =>
    index === 0 ? member : [SEPARATOR, ...member],
  )
  return [bytes.subarray(0, bytes.indexOf('{') + 1), ...separated, bytes.subarray(bytes.lastIndexOf('}'))]
}

const SEPARATOR = Buffer.from(',')

/** The edits as Latin-1 characters of their bytes; unchanged if they are ASCII, as nearly always. */
const inLatin1 = (edits: Edits): Edits => {
  let coded: Record<string, string | null> | null = null
  for (const key in edits) {
    const edit = edits[key]
    if (typeof edit !== 'string' || ASCII.test(edit)) continue
    coded ??= { ...edits }
    coded[key] = Buffer.from(edit).toString('latin1')
  }
  return coded ?? edits
}

// eslint-disable-next-line no-control-regex
const ASCII = /^[\x00-\x7f]*$/

/** `editText` on UTF-8 bytes. */
export const editBytes = (bytes: Buffer, editsOf: (read: (key: string) => unknown) => Edits): Buffer => {
  const members = membersOf(bytes)
  const read = (key: string): unknown => {
    const member = members.findLast((found) => found.key === key)
    return member && JSON.parse(bytes.toString('utf8', member.valueStart, member.valueEnd))
  }
  return spliceBytes(bytes, editsOf(read))
}

/**
 * The value of one top-level member of a JSON object in UTF-8 bytes; undefined if it is missing. `parse` parses its
 * text.
 */
export const readMember = (
  bytes: Buffer,
  key: string,
  parse: (text: string) => unknown = JSON.parse,
): unknown => {
  const member = membersOf(bytes).findLast((found) => found.key === key)
  return member === undefined ? undefined : parse(bytes.toString('utf8', member.valueStart, member.valueEnd))
}

/**
 * The names of the members of an object inside a JSON object, at a path of names; undefined if there is none.
 */
export const memberNames = (text: string, path: readonly string[]): ReadonlySet<string> | undefined => {
  const [key, ...rest] = path
  if (key === undefined)
    return text.startsWith('{') ? new Set(topLevelMembers(text).map((member) => member.key)) : undefined
  const member = firstMember(text, key)
  return member && memberNames(text.slice(member.valueStart, member.valueEnd), rest)
}

/** The JSON text of a value at a path of names, without reading what follows it. */
export const textAt = (text: string, path: readonly string[]): string | undefined => {
  const [key, ...rest] = path
  if (key === undefined) return text
  const member = text.startsWith('{') ? firstMember(text, key) : undefined
  return member && textAt(text.slice(member.valueStart, member.valueEnd), rest)
}

/**
 * Edits members of an object inside a JSON object, at a path of names; the text is unchanged if there is none.
 *
 * @example spliceNested('{"a":{"b":1}, "c":2}', ['a'], { b: '3' }) // '{"a":{"b":3}, "c":2}'
 */
export const spliceNested = (text: string, path: readonly string[], edits: Edits): string => {
  const [key, ...rest] = path
  if (key === undefined) return spliceText(text, edits)
  const member = firstMember(text, key)
  if (member === undefined || text[member.valueStart] !== '{') return text
  const { valueStart, valueEnd } = member
  const inner = spliceNested(text.slice(valueStart, valueEnd), rest, edits)
  return text.slice(0, valueStart) + inner + text.slice(valueEnd)
}

const firstMember = (text: string, key: string): Member | undefined =>
  topLevelMembers(text, (found) => found.at(-1)!.key === key).find((member) => member.key === key)

/** Replaces members near the start, without reading the rest. Missing members are not added. */
export const replaceEarly = (text: string, edits: Readonly<Record<string, string>>): string => {
  let missing = 0
  for (const _ in edits) missing += 1
  const members = topLevelMembers(text, (found) => {
    if (Object.hasOwn(edits, found[found.length - 1]!.key)) missing -= 1
    return missing === 0
  })
  let out = ''
  let at = 0
  for (let index = 0; index < members.length; index++) {
    const { key, valueStart, valueEnd } = members[index]!
    const edit = editOf(edits, key)
    if (typeof edit !== 'string') continue
    out += text.slice(at, valueStart) + edit
    at = valueEnd
  }
  return out + text.slice(at)
}

/** A caller's field may be named `constructor`, so only own properties of the edits count. */
const editOf = (edits: Edits, key: string): string | null | undefined =>
  Object.hasOwn(edits, key) ? edits[key] : undefined
