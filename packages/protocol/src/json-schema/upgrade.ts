import { isObject } from '../json/object.ts'
import { ANNOTATIONS, mapSubschemas, typesOf, type Schema } from './schema.ts'

/**
 * Converts a schema of an older draft, of OpenAPI 3.0 or of Google (`Schema` of its APIs) to draft 2020-12 without
 * loss. A schema of draft 2020-12 stays unchanged.
 */
export const upgradeSchema = (schema: Schema): Schema =>
  STEPS.reduce((upgraded, step) => step(upgraded), mapSubschemas(schema, upgradeSchema))

/** Google writes types in upper case. */
const lowerTypes = (schema: Schema): Schema => {
  const types = typesOf(schema).filter((type) => type !== 'TYPE_UNSPECIFIED')
  if (types.every((type) => type === type.toLowerCase()) && types.length === typesOf(schema).length)
    return schema
  const { type: _type, ...rest } = schema
  const lower = types.map((type) => type.toLowerCase())
  return lower.length === 0 ? rest : { type: lower.length === 1 ? lower[0] : lower, ...rest }
}

/** Google's JSON prints 64-bit integers as text: https://protobuf.dev/programming-guides/json/ */
const COUNTS = ['minItems', 'maxItems', 'minLength', 'maxLength', 'minProperties', 'maxProperties']
const NUMBER = /^-?\d+(\.\d+)?$/

const readNumbers = (schema: Schema): Schema => {
  const found = [...COUNTS, 'minimum', 'maximum'].filter((key) => isNumberText(schema[key]))
  return found.length === 0
    ? schema
    : { ...schema, ...Object.fromEntries(found.map((key) => [key, Number(schema[key])])) }
}

const isNumberText = (value: unknown): boolean => typeof value === 'string' && NUMBER.test(value)

/** The same for the values of a numeric enum, which are strings in Google's `Schema`. */
const readEnum = (schema: Schema): Schema => {
  const { enum: values, format, ...rest } = schema
  if (!Array.isArray(values)) return schema
  const isNumeric = typesOf(schema).some((type) => type === 'integer' || type === 'number')
  const read = isNumeric && values.every(isNumberText) ? values.map(Number) : values
  // Its format `enum` has no other meaning.
  return { ...rest, ...(format === undefined || format === 'enum' ? {} : { format }), enum: read }
}

/** Before 2019 a list under `items` was a tuple. */
const readTuple = (schema: Schema): Schema => {
  const { items, additionalItems, ...rest } = schema
  if (!Array.isArray(items)) return schema
  return { ...rest, prefixItems: items, ...(additionalItems === undefined ? {} : { items: additionalItems }) }
}

/** Draft 4 and OpenAPI 3.0 have a boolean next to a bound for whether it is exclusive. */
const readBounds = (schema: Schema): Schema =>
  readBound(readBound(schema, 'minimum', 'exclusiveMinimum'), 'maximum', 'exclusiveMaximum')

const readBound = (schema: Schema, bound: string, exclusive: string): Schema => {
  const { [bound]: value, [exclusive]: isExclusive, ...rest } = schema
  if (typeof isExclusive !== 'boolean') return schema
  return value === undefined ? rest : { ...rest, [isExclusive ? exclusive : bound]: value }
}

/** Google has the order of properties in a keyword; elsewhere they are in that order. */
const readOrder = (schema: Schema): Schema => {
  const { propertyOrdering: order, ...rest } = schema
  if (!Array.isArray(order)) return schema
  const { properties } = rest
  if (!isObject(properties)) return rest
  const first = order.filter((name): name is string => typeof name === 'string' && name in properties)
  const names = new Set([...first, ...Object.keys(properties)])
  return { ...rest, properties: Object.fromEntries([...names].map((name) => [name, properties[name]])) }
}

/** `example` is OpenAPI's; the schema `true` accepts anything. */
const readExample = (schema: Schema): Schema => {
  const { example, ...rest } = schema
  return example === undefined ? schema : { ...rest, examples: rest['examples'] ?? [example] }
}

const readAnything = (schema: Schema): Schema => {
  const { properties } = schema
  const isPlain = !isObject(properties) || Object.values(properties).every((inner) => inner !== true)
  const opened = isPlain
    ? schema
    : {
        ...schema,
        properties: Object.fromEntries(
          Object.entries(properties).map(([name, inner]) => [name, inner === true ? {} : inner]),
        ),
      }
  return opened['items'] === true ? { ...opened, items: {} } : opened
}

/** OpenAPI's and Google's `nullable`: null is added to the types, the union and the values, if present. */
const readNullable = (schema: Schema): Schema => {
  const { nullable, ...rest } = schema
  if (nullable === undefined) return schema
  return nullable === true ? withNull(rest) : rest
}

/** The schema that also accepts null. */
const withNull = (schema: Schema): Schema => {
  if (schema['$ref'] !== undefined || schema['allOf'] !== undefined || schema['const'] !== undefined)
    return unionWithNull(schema)
  const { type, enum: values, anyOf, oneOf } = schema
  const types = typesOf(schema)
  return {
    ...schema,
    ...(type === undefined || types.includes('null') ? {} : { type: [...types, 'null'] }),
    ...(Array.isArray(values) && !values.includes(null) ? { enum: [...(values as unknown[]), null] } : {}),
    ...(Array.isArray(anyOf) ? { anyOf: addNull(anyOf) } : {}),
    ...(Array.isArray(oneOf) ? { oneOf: addNull(oneOf) } : {}),
  }
}

const addNull = (branches: unknown[]): unknown[] =>
  branches.some((branch) => isObject(branch) && typesOf(branch).includes('null'))
    ? branches
    : [...branches, { type: 'null' }]

const unionWithNull = (schema: Schema): Schema => {
  const entries = Object.entries(schema)
  const said = entries.filter(([key]) => ANNOTATIONS.has(key) || key === '$defs' || key === 'definitions')
  const bound = entries.filter((entry) => !said.includes(entry))
  return { ...Object.fromEntries(said), anyOf: [Object.fromEntries(bound), { type: 'null' }] }
}

const STEPS = [
  lowerTypes,
  readNumbers,
  readEnum,
  readTuple,
  readBounds,
  readOrder,
  readExample,
  readAnything,
  readNullable,
]
