import { isObject, objectOf, type JsonObject } from '../json/object.ts'

/** A JSON Schema, in draft 2020-12 after the upgrade. */
export type Schema = JsonObject

/**
 * Reports a keyword that does not reach the model unchanged. `path` is its path, empty for the root.
 */
export type Note = (keyword: string, path: string) => void

/** The keywords with schemas inside a schema: by name, in a list, single. */
const PLACES = new Map<string, 'map' | 'list' | 'single'>([
  ...(['properties', 'patternProperties', '$defs', 'definitions', 'dependentSchemas'] as const).map(
    (key) => [key, 'map'] as const,
  ),
  ...(['anyOf', 'oneOf', 'allOf', 'prefixItems'] as const).map((key) => [key, 'list'] as const),
  ...(
    [
      'items',
      'additionalItems',
      'additionalProperties',
      'unevaluatedItems',
      'unevaluatedProperties',
      'contains',
      'propertyNames',
      'not',
      'if',
      'then',
      'else',
      'contentSchema',
    ] as const
  ).map((key) => [key, 'single'] as const),
])

type Change = (inner: Schema, path: string) => unknown

/**
 * Applies a change to every schema directly inside a schema; returns the same schema if none changed. `path` is the
 * path of the schema.
 */
export const mapSubschemas = (schema: Schema, change: Change, path = ''): Schema => {
  let out = schema
  for (const key of Object.keys(schema)) {
    const place = PLACES.get(key)
    if (place === undefined) continue
    const value = schema[key]
    const mapped = mapAt(place, key, value, change, path)
    if (mapped === value) continue
    if (out === schema) out = { ...schema }
    out[key] = mapped
  }
  return out
}

const mapAt = (
  place: 'map' | 'list' | 'single',
  key: string,
  value: unknown,
  change: Change,
  path: string,
) => {
  if (Array.isArray(value)) return place === 'map' ? value : mapList(value, change, path)
  if (!isObject(value) || place === 'list') return value
  return place === 'map' ? mapByName(value, change, path) : change(value, join(path, key))
}

const mapList = (schemas: unknown[], change: Change, path: string): unknown[] => {
  const mapped = schemas.map((inner) => (isObject(inner) ? change(inner, path) : inner))
  return mapped.some((inner, place) => inner !== schemas[place]) ? mapped : schemas
}

const mapByName = (schemas: JsonObject, change: Change, path: string): JsonObject => {
  const entries = Object.entries(schemas)
  const mapped = entries.map(([name, inner]): [string, unknown] => [
    name,
    isObject(inner) ? change(inner, join(path, name)) : inner,
  ])
  return mapped.some(([, inner], place) => inner !== entries[place]![1])
    ? Object.fromEntries(mapped)
    : schemas
}

/** Paths contain the names of properties, without the keywords between them. */
const join = (path: string, step: string): string => {
  const name = step === 'items' ? '[]' : step
  return path === '' || name === '[]' ? path + name : `${path}.${name}`
}

/** The schemas directly inside a schema. */
export const subschemasOf = (schema: Schema): Schema[] =>
  Object.keys(schema).flatMap((key) => {
    const place = PLACES.get(key)
    const value = place === undefined ? undefined : schema[key]
    if (Array.isArray(value)) return (value as unknown[]).filter(isObject)
    if (!isObject(value)) return []
    return place === 'map' ? Object.values(value).filter(isObject) : [value]
  })

/** Every keyword used anywhere in a schema, to know which passes it needs. */
export const keywordsIn = (schema: Schema, found = new Set<string>()): Set<string> => {
  for (const key of Object.keys(schema)) found.add(key)
  for (const inner of subschemasOf(schema)) keywordsIn(inner, found)
  return found
}

/** The definitions of a schema whose references were resolved. */
export const definitionsOf = (root: Schema): Record<string, Schema> =>
  objectOf(root['$defs']) as Record<string, Schema>

const DEFINED = '#/$defs/'

/** A reference to a definition by its name. */
export const referenceTo = (name: string): Schema => ({ $ref: DEFINED + name })

/** The name of the definition of a resolved reference. */
export const nameIn = (reference: unknown): string | undefined =>
  typeof reference === 'string' && reference.startsWith(DEFINED) ? reference.slice(DEFINED.length) : undefined

/** Keywords that only describe. */
export const ANNOTATIONS: ReadonlySet<string> = new Set([
  'title',
  'description',
  'default',
  'examples',
  'deprecated',
  'readOnly',
  'writeOnly',
])

/** Keywords for maintainers of schemas, which models do not need. */
export const METADATA: ReadonlySet<string> = new Set(['$schema', '$id', '$comment', '$anchor', '$vocabulary'])

/** The types of a schema as a list; empty if it has none. */
export const typesOf = ({ type }: Schema): string[] => {
  if (typeof type === 'string') return [type]
  return Array.isArray(type) ? type.filter((one) => typeof one === 'string') : []
}

/** Whether a schema describes objects. */
export const isAboutObjects = (schema: Schema): boolean => {
  const types = typesOf(schema)
  return types.length === 0 ? isObject(schema['properties']) : types.includes('object')
}
