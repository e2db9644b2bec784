import { isObject, type JsonObject } from '../json/object.ts'

/** The fields of an object that are read, and what is read inside them. */
export type ReadFields = {
  /** Undefined where all are. */
  fields?: ReadonlySet<string>
  inside?: ReadInside
  /** The words that are known of fields that take one of a few, or a list of them. */
  words?: Readonly<Record<string, ReadonlySet<string>>>
}

/**
 * By field, what is read of the objects in it; undefined for one that is taken whole, or left out and named elsewhere.
 */
export type ReadInside = Readonly<Record<string, (value: JsonObject) => ReadFields | undefined>>

/** How many paths of one field are reported: histories repeat it in every message. */
const MOST_TOLD = 3

/**
 * The fields inside a body that nothing is read of, by their paths (`input[3].phase`); undefined where all are read.
 * Nulls say nothing. Fields of the body itself are extensions. `keysOf` is how a dialect spells its fields.
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

/** Every request is walked through: nothing is made before something is found. */
type Walk = {
  keysOf: ((value: JsonObject) => JsonObject) | undefined
  /** Where the walk is. */
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

/** Objects in which some fields take one of a few known words. */
export const withWords = (words: Words): ReadFields => ({
  words: Object.fromEntries(Object.entries(words).map(([field, known]) => [field, new Set(known)])),
})

/** The same, with these other fields and none besides. */
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

const isSaid = (value: unknown): boolean => value !== undefined && value !== null && value !== ''

/** The fields of a schema, with those that name what it is a schema of. */
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
