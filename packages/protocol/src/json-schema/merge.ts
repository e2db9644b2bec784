import { isObject } from '../json/object.ts'
import { numberOf } from '../json/exact.ts'
import {
  ANNOTATIONS,
  definitionsOf,
  mapSubschemas,
  METADATA,
  nameIn,
  typesOf,
  type Note,
  type Schema,
} from './schema.ts'

/** The state of merging: the definitions, the current ones, and the remaining steps. */
type Merging = {
  definitions: Record<string, Schema>
  within: readonly string[]
  left: { steps: number }
  note: Note
}

/**
 * A definition that is used in many places is copied to each. Beyond this limit, the schema stays unchanged, which is
 * reported.
 */
const MAX_STEPS = 20_000
const MAX_DEPTH = 64

const startMerging = (root: Schema, note: Note): Merging => ({
  definitions: definitionsOf(root),
  within: [],
  left: { steps: MAX_STEPS },
  note,
})

/**
 * Merges every `allOf` into its schema, which then accepts what all parts accept. Of two constraints that cannot be
 * combined (two patterns, two unions), the first stays and the other is reported. References must be resolved.
 */
export const mergeAllOf = (root: Schema, note: Note): Schema => merge(startMerging(root, note), root, '')

/** The same only at the root, where a reference is a part like any other. */
export const mergeRoot = (root: Schema, note: Note): Schema => {
  const { $ref, allOf, $defs, ...rest } = root
  const parts = [...($ref === undefined ? [] : [{ $ref }]), ...(Array.isArray(allOf) ? allOf : [])]
  const merging = startMerging(root, note)
  const merged = parts
    .filter(isObject)
    .reduce((sum, part) => intersect(merging, sum, merge(merging, part, ''), ''), rest)
  return $defs === undefined ? merged : { ...merged, $defs }
}

const merge = (merging: Merging, schema: Schema, path: string): Schema => {
  merging.left.steps -= 1
  const { allOf, ...rest } = mapSubschemas(schema, (inner, place) => merge(merging, inner, place), path)
  if (!Array.isArray(allOf)) return rest
  const parts = allOf.filter(isObject)
  const [only] = parts
  if (only !== undefined && parts.length === 1 && !hasDemands(rest)) return describedAs(only, rest)
  return parts.reduce((sum, part) => intersect(merging, sum, part, path), rest)
}

const hasDemands = (schema: Schema): boolean =>
  Object.keys(schema).some((key) => !ANNOTATIONS.has(key) && !METADATA.has(key) && key !== '$defs')

/** A single part with only descriptions next to it: they are added to it, and a reference stays a reference. */
const describedAs = (part: Schema, words: Schema): Schema => {
  if (part['$ref'] === undefined) return { ...part, ...words }
  return Object.keys(words).length > 0 ? { ...words, anyOf: [part] } : part
}

/** The schema that accepts what both accept. */
const intersect = (merging: Merging, one: Schema, other: Schema, path: string): Schema => {
  merging.left.steps -= 1
  const a = inline(merging, one, path)
  const b = inline(merging, other, path)
  if (a === undefined || b === undefined) {
    merging.note('allOf', path)
    return one
  }
  const inner = { ...merging, within: [...a.within, ...b.within] }
  const out: Schema = { ...a.schema }
  for (const [key, value] of Object.entries(b.schema)) {
    if (out[key] === undefined) out[key] = value
    else if (!isSame(out[key], value)) out[key] = joinKeyword(inner, key, [out[key], value], path)
  }
  return closeTogether(out, a.schema, b.schema)
}

/** A schema with its reference replaced by the definition; undefined inside this definition itself. */
const inline = (
  merging: Merging,
  schema: Schema,
  path: string,
): { schema: Schema; within: readonly string[] } | undefined => {
  const { definitions, within, left } = merging
  const { $ref, ...beside } = schema
  if ($ref === undefined) return { schema, within }
  const name = nameIn($ref)
  const definition = name === undefined ? undefined : definitions[name]
  if (name === undefined || definition === undefined || within.includes(name)) return undefined
  if (left.steps <= 0 || within.length >= MAX_DEPTH) return undefined
  const inside = { ...merging, within: [...within, name] }
  const whole = merge(inside, definition, path)
  if (whole['$ref'] !== undefined) return inline(inside, { ...whole, ...beside }, path)
  return { schema: { ...whole, ...beside }, within: inside.within }
}

/**
 * Each part that closes its object only knows its own properties. The intention is that there are no others than those
 * of all parts.
 */
const closeTogether = (out: Schema, a: Schema, b: Schema): Schema =>
  a['additionalProperties'] === false || b['additionalProperties'] === false
    ? { ...out, additionalProperties: false }
    : out

const isSame = (one: unknown, other: unknown): boolean => JSON.stringify(one) === JSON.stringify(other)

type Join = (merging: Merging, values: [unknown, unknown], path: string) => unknown

const joinKeyword = (merging: Merging, key: string, values: [unknown, unknown], path: string): unknown => {
  if (ANNOTATIONS.has(key)) return key === 'description' ? values.join('\n\n') : values[0]
  const joined = JOINS.get(key)?.(merging, values, path)
  if (joined !== undefined) return joined
  merging.note(key, path)
  return values[0]
}

const both: Join = (merging, [one, other], path) =>
  isObject(one) && isObject(other) ? intersect(merging, one, other, path) : undefined

const byName: Join = (merging, [one, other], path) => {
  if (!isObject(one) || !isObject(other)) return undefined
  const out: Schema = { ...one }
  for (const [name, schema] of Object.entries(other)) {
    const before = out[name]
    out[name] =
      isObject(before) && isObject(schema)
        ? intersect(merging, before, schema, path === '' ? name : `${path}.${name}`)
        : (before ?? schema)
  }
  return out
}

const union: Join = (_merging, [one, other]) =>
  Array.isArray(one) && Array.isArray(other) ? [...new Set<unknown>([...one, ...other])] : undefined

const common: Join = (_merging, [one, other]) => {
  if (!Array.isArray(one) || !Array.isArray(other)) return undefined
  const left = one.filter((value) => other.some((same) => isSame(value, same)))
  return left.length > 0 ? left : undefined
}

const commonTypes: Join = (_merging, [one, other]) => {
  const others = typesOf({ type: other })
  const left = typesOf({ type: one }).flatMap((type) => {
    if (others.includes(type)) return [type]
    if (type === 'number' && others.includes('integer')) return ['integer']
    return type === 'integer' && others.includes('number') ? [type] : []
  })
  return left.length > 1 ? left : left[0]
}

const tightest =
  (pick: (one: number, other: number) => number): Join =>
  (_merging, [one, other]) => {
    const [a, b] = [numberOf(one), numberOf(other)]
    if (a === undefined || b === undefined) return undefined
    return pick(a, b) === a ? one : other
  }

/** Whether other properties are allowed: one part that forbids them is enough. */
const others: Join = (merging, values, path) => {
  if (values.includes(false)) return false
  return values.includes(true) ? values.find((value) => value !== true) : both(merging, values, path)
}

/** A map, because a caller's name may be that of an object's built-in property. */
const JOINS: ReadonlyMap<string, Join> = new Map(
  Object.entries({
    type: commonTypes,
    enum: common,
    properties: byName,
    patternProperties: byName,
    $defs: byName,
    items: both,
    additionalProperties: others,
    required: union,
    minimum: tightest(Math.max),
    exclusiveMinimum: tightest(Math.max),
    maximum: tightest(Math.min),
    exclusiveMaximum: tightest(Math.min),
    minLength: tightest(Math.max),
    maxLength: tightest(Math.min),
    minItems: tightest(Math.max),
    maxItems: tightest(Math.min),
    minProperties: tightest(Math.max),
    maxProperties: tightest(Math.min),
    uniqueItems: (_merging, values) => values.includes(true),
    not: (_merging, values) => ({ anyOf: values }),
  }),
)
