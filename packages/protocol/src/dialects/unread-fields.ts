import { isObject, type JsonObject } from '../json/object.ts'

/** The fields of an object that are read, with those inside them. */
export type ReadFields = {
  /** undefined: all of them. */
  fields?: ReadonlySet<string>
  inside?: ReadInside
  /** The known values of fields that accept one of a few, or a list of them. */
  words?: Readonly<Record<string, ReadonlySet<string>>>
}

/**
 * By field, the fields of its objects that are read; undefined for a field that is read whole or dropped elsewhere.
 */
export type ReadInside = Readonly<Record<string, (value: JsonObject) => ReadFields | undefined>>

/** The maximum number of reported paths per field, because histories repeat it in every message. */
const MOST_TOLD = 3

/**
 * The unread fields inside a body, by their paths (`input[3].phase`); undefined if all are read. Nulls are ignored.
 * Fields of the body itself are extensions. `keysOf` returns a dialect's spellings of its fields.
 */
export const unreadFields = (
  body: JsonObject,
  read: Omit<ReadFields, 'fields'>,
  keysOf?: (value: JsonObject) => JsonObject,
): string[] | undefined => {
  const walk: Walk = { keysOf, steps: [], paths: undefined, told: undefined }
  collect(body, read, walk)
  return walk.paths
}

/** Every request is walked through, so nothing is allocated before a field is found. */
type Walk = {
  keysOf: ((value: JsonObject) => JsonObject) | undefined
  /** The current position of the walk. */
  steps: (string | number)[]
  paths: string[] | undefined
  told: Map<string, number> | undefined
}

const collect = (given: JsonObject, { fields, inside, words }: ReadFields, walk: Walk): void => {
  const value = walk.keysOf === undefined ? given : walk.keysOf(given)
  for (const key in value) {
    const field = value[key]
    if (field === null || field === undefined) continue
    walk.steps.push(key)
    if (fields !== undefined && !fields.has(key)) tell(walk)
    else if (words !== undefined && Object.hasOwn(words, key) && !isKnown(field, words[key]!)) tell(walk)
    else if (inside !== undefined && Object.hasOwn(inside, key)) collectInside(field, inside[key]!, walk)
    walk.steps.pop()
  }
}

const isKnown = (field: unknown, words: ReadonlySet<string>): boolean =>
  Array.isArray(field)
    ? field.every((one) => isKnown(one, words))
    : typeof field !== 'string' || words.has(field)

const collectInside = (
  field: unknown,
  readOf: (value: JsonObject) => ReadFields | undefined,
  walk: Walk,
): void => {
  if (!Array.isArray(field)) return collectOne(field, readOf, walk)
  for (const [place, one] of field.entries()) {
    walk.steps.push(place)
    collectOne(one, readOf, walk)
    walk.steps.pop()
  }
}

const collectOne = (
  one: unknown,
  readOf: (value: JsonObject) => ReadFields | undefined,
  walk: Walk,
): void => {
  if (!isObject(one)) return
  const read = readOf(walk.keysOf === undefined ? one : walk.keysOf(one))
  if (read !== undefined) collect(one, read, walk)
}

const tell = (walk: Walk): void => {
  const field = walk.steps.filter((step) => typeof step === 'string').join('.')
  const told = (walk.told ??= new Map())
  const count = told.get(field) ?? 0
  told.set(field, count + 1)
  if (count < MOST_TOLD) (walk.paths ??= []).push(walk.steps.reduce<string>(joined, ''))
}

const joined = (path: string, step: string | number): string => {
  if (typeof step === 'number') return `${path}[${step}]`
  return path === '' ? step : `${path}.${step}`
}

type Words = Readonly<Record<string, readonly string[]>>

/** Objects in which some fields accept one of a few known values. */
export const withWords = (words: Words): ReadFields => ({
  words: Object.fromEntries(Object.entries(words).map(([field, known]) => [field, new Set(known)])),
})

/** The same, with only these other fields. */
export const onlyWords = (words: Words, ...fields: string[]): ReadFields => ({
  ...withWords(words),
  fields: new Set([...Object.keys(words), ...fields]),
})

/** Objects with these known fields. */
export const only = (...fields: string[]): (() => ReadFields) => {
  const read = { fields: new Set(fields) }
  return () => read
}

/** The same. `alternatives` are fields for the same thing: only the first present one is read. */
export const firstOf =
  (alternatives: readonly string[], fields: ReadonlySet<string>) =>
  (value: JsonObject): ReadFields => {
    const [, ...others] = alternatives.filter((name) => isSaid(value[name]))
    return {
      fields: others.length === 0 ? fields : new Set([...fields].filter((name) => !others.includes(name))),
    }
  }

/** Of fields of the body for the same thing, those that are not read and disagree with the first one. */
export const overruled = (body: JsonObject, ...alternatives: string[]): string[] => {
  const [first, ...others] = alternatives.filter((name) => isSaid(body[name]))
  if (first === undefined || others.length === 0) return []
  const read = JSON.stringify(body[first])
  return others.filter((name) => JSON.stringify(body[name]) !== read)
}

/** Joins lists of unread fields; undefined if there are none. */
export const allUnread = (...lists: (readonly string[] | undefined)[]): string[] | undefined => {
  const all = lists.flatMap((list) => list ?? [])
  return all.length === 0 ? undefined : all
}

const isSaid = (value: unknown): boolean => value !== undefined && value !== null && value !== ''

/** The fields of a schema, with the field that has its type. */
export const fieldsOf = (schema: { shape: object }, ...others: string[]): ReadonlySet<string> =>
  new Set([...Object.keys(schema.shape), ...others])

/** The known fields of objects whose kind is in a field. */
export const byField =
  (field: string, kinds: Readonly<Record<string, ReadFields | ((value: JsonObject) => ReadFields)>>) =>
  (value: JsonObject): ReadFields | undefined => {
    const kind = value[field]
    const read = typeof kind === 'string' && Object.hasOwn(kinds, kind) ? kinds[kind] : undefined
    return typeof read === 'function' ? read(value) : read
  }
