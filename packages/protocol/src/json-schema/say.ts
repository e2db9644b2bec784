import { isObject } from '../json/object.ts'
import { numberOf } from '../json/exact.ts'
import type { EnumType, SchemaRules } from './rules.ts'
import {
  ANNOTATIONS,
  isAboutObjects,
  mapSubschemas,
  METADATA,
  typesOf,
  type Note,
  type Schema,
} from './schema.ts'
import { withWords } from './words.ts'

type Saying = { rules: SchemaRules; note: Note }

/**
 * A schema with the keywords that a dialect supports. Other constraints go into the description and are reported.
 * References must be resolved, and `allOf` merged if the rules do not support it.
 */
export const saySchema = (root: Schema, rules: SchemaRules, note: Note): Schema =>
  say({ rules, note }, root, '')

const say = (saying: Saying, schema: Schema, path: string): Schema => {
  const reshaped = RESHAPES.reduce((shaped, reshape) => reshape(saying, shaped, path), schema)
  const mapped = mapSubschemas(reshaped, (inner, place) => say(saying, inner, place), path)
  const { keywords } = saying.rules
  if (keywords === undefined) return mapped
  const said: Schema = {}
  const words: Schema = {}
  for (const [key, value] of Object.entries(mapped)) {
    if (METADATA.has(key) && !keywords.has(key)) continue
    if (canSay(saying.rules, key, value)) said[key] = value
    else words[key] = reshaped[key]
  }
  for (const key of Object.keys(words)) if (!ANNOTATIONS.has(key)) saying.note(key, path)
  return withWords(said, words)
}

const canSay = ({ keywords, formats, mostMinItems }: SchemaRules, key: string, value: unknown): boolean => {
  if (keywords?.has(key) === false) return false
  if (key === 'format' && formats !== undefined) return typeof value === 'string' && formats.has(value)
  return key !== 'minItems' || mostMinItems === undefined || (numberOf(value) ?? 0) <= mostMinItems
}

type Reshape = (saying: Saying, schema: Schema, path: string) => Schema

/** If no keyword is allowed next to a reference, the reference becomes a union with one branch. */
const bareReference: Reshape = ({ rules }, schema) => {
  const { $ref, ...beside } = schema
  if ($ref === undefined || !rules.hasBareReferences) return schema
  const { $defs, ...others } = beside
  const said = Object.fromEntries(Object.entries(others).filter(([key]) => !METADATA.has(key)))
  const defined = $defs === undefined ? {} : { $defs }
  return Object.keys(said).length === 0 ? { $ref, ...defined } : { ...said, ...defined, anyOf: [{ $ref }] }
}

const onlyValueAsList: Reshape = ({ rules: { keywords } }, schema) => {
  const { const: only, ...rest } = schema
  return only === undefined || keywords === undefined || keywords.has('const')
    ? schema
    : { ...rest, enum: [only] }
}

/** `oneOf` or `anyOf`: a value that matches one branch satisfies both. */
const oneOfAsAnyOf: Reshape = ({ rules: { keywords } }, schema) => {
  const { oneOf, anyOf, ...rest } = schema
  if (oneOf === undefined || keywords === undefined || keywords.has('oneOf')) return schema
  return anyOf === undefined ? { ...rest, anyOf: oneOf } : schema
}

const typeOfValue = (value: unknown): EnumType => {
  if (value === null) return 'null'
  if (numberOf(value) !== undefined) return 'number'
  const type = typeof value
  return type === 'string' || type === 'boolean' ? type : 'object'
}

/**
 * Values that an enum cannot contain: null becomes a branch, two booleans a type, others go into the description.
 */
const sayableValues: Reshape = ({ rules: { enumTypes }, note }, schema, path) => {
  const { enum: values, ...rest } = schema
  if (!Array.isArray(values) || enumTypes === undefined) return schema
  const listed = values.filter((value) => enumTypes.has(typeOfValue(value)))
  if (listed.length === values.length) return schema
  const left = values.filter((value) => !enumTypes.has(typeOfValue(value)))
  if (listed.length === 0) return sayUnlisted(rest, left, () => note('enum', path))
  if (left.some((value) => value !== null)) note('enum', path)
  const { type: _type, description, title, default: unset, $defs, ...bounds } = rest
  const types = typesOf(schema).filter((type) => type !== 'null')
  const words = Object.entries({ description, title, default: unset, $defs }).filter(
    ([, value]) => value !== undefined,
  )
  const branch = { ...bounds, ...(types.length === 1 ? { type: types[0] } : {}), enum: listed }
  return { ...Object.fromEntries(words), anyOf: [branch, { type: 'null' }] }
}

const sayUnlisted = (rest: Schema, values: unknown[], note: () => void): Schema => {
  const kinds = [...new Set(values.map(typeOfValue))]
  const typed = rest['type'] === undefined ? { ...rest, type: kinds.length === 1 ? kinds[0] : kinds } : rest
  const isEveryValue = kinds.every((kind) => kind === 'null' || (kind === 'boolean' && values.length > 1))
  if (isEveryValue) return typed
  note()
  return withWords(typed, { enum: values })
}

/** Adds a type that properties or items imply, because some providers require one. */
const withType: Reshape = ({ rules: { keywords } }, schema) => {
  if (
    keywords === undefined ||
    schema['type'] !== undefined ||
    UNTYPED.some((key) => schema[key] !== undefined)
  )
    return schema
  if (isObject(schema['properties'])) return { type: 'object', ...schema }
  return schema['items'] !== undefined || schema['prefixItems'] !== undefined
    ? { type: 'array', ...schema }
    : schema
}

const UNTYPED = ['$ref', 'anyOf', 'oneOf', 'allOf', 'enum', 'const']

const withItems: Reshape = ({ rules }, schema) =>
  rules.requiresItems && typesOf(schema).includes('array') && schema['items'] === undefined
    ? { ...schema, items: {} }
    : schema

const closed: Reshape = ({ rules, note }, schema, path) => {
  if (!rules.isClosed || !isAboutObjects(schema) || schema['additionalProperties'] === false) return schema
  const { additionalProperties: others, ...rest } = schema
  const { properties } = rest
  const shut = { ...rest, properties: properties ?? {}, additionalProperties: false }
  if (others === undefined && properties !== undefined) return shut
  note('additionalProperties', path)
  return withWords(shut, { additionalProperties: others ?? true })
}

const RESHAPES: Reshape[] = [
  onlyValueAsList,
  oneOfAsAnyOf,
  sayableValues,
  bareReference,
  withType,
  withItems,
  closed,
]
