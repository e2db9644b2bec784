import { PublicError } from '@gptget/errors'
import type { GbnfJsonSchema } from 'node-llama-cpp'

export type JsonSchema = { [keyword: string]: unknown }

export type AdaptOptions = {
  /** The request's field that contains the schema, for messages. */
  path: string
  /** Whether to refuse keywords that a grammar cannot enforce. Otherwise they are dropped. */
  isStrict: boolean
}

/** Keywords that do not restrict values, or whose restriction every grammar enforces. */
const HARMLESS = new Set([
  '$schema',
  '$id',
  '$comment',
  '$anchor',
  'title',
  'description',
  'default',
  'examples',
  'deprecated',
  'readOnly',
  'writeOnly',
  'required',
  'nullable',
])
const KEPT = new Set([
  'type',
  'minLength',
  'maxLength',
  'minItems',
  'maxItems',
  'minProperties',
  'maxProperties',
])
const FORMATS = new Set(['date', 'time', 'date-time'])

/**
 * Converts a caller's JSON Schema to the subset that the grammar generator supports: `anyOf` becomes `oneOf`, and
 * `definitions` become `$defs`. The grammar writes every property of an object, so `required` is always met.
 * @throws PublicError that names the unsupported keyword
 */
export const adaptSchema = (schema: JsonSchema, options: AdaptOptions): GbnfJsonSchema => {
  const { $defs, definitions, ...root } = schema
  const defs = { ...asObject(definitions), ...asObject($defs) }
  const place: Place = { ...options, defined: new Set(Object.keys(defs)) }
  const adapted = adaptNode(root, place)
  if (place.defined.size === 0) return asGbnf(adapted)
  return asGbnf({ ...adapted, $defs: adaptEach(defs, { ...place, path: `${options.path}.$defs` }) })
}

type Place = AdaptOptions & { defined: ReadonlySet<string> }

const adaptNode = (schema: JsonSchema, options: Place): JsonSchema => {
  if (typeof schema.$ref === 'string') return { $ref: adaptReference(schema.$ref, options) }
  if ('const' in schema) return { const: schema.const }
  if ('enum' in schema) return { enum: someOf(schema.enum, 'enum', options) }
  const choices = schema.anyOf ?? schema.oneOf ?? onlyOne(schema.allOf)
  if (choices !== undefined) return { oneOf: adaptList(someOf(choices, 'anyOf', options), options) }
  if (Array.isArray(schema.type)) return adaptTypeList(schema, schema.type, options)
  refuseUnknown(schema, options)
  return { ...adaptTyped(schema, options), ...pick(schema, KEPT) }
}

const adaptTypeList = (schema: JsonSchema, types: readonly unknown[], options: Place): JsonSchema => ({
  oneOf: types.map((type) => adaptNode({ ...schema, type }, options)),
})

const adaptTyped = (schema: JsonSchema, options: Place): JsonSchema => {
  const at = (keyword: string): Place => ({ ...options, path: `${options.path}.${keyword}` })
  switch (schema.type ?? (schema.properties ? 'object' : schema.items ? 'array' : undefined)) {
    case 'object':
      return {
        type: 'object',
        ...(schema.properties !== undefined && {
          properties: adaptEach(asObject(schema.properties), at('properties')),
        }),
        additionalProperties: adaptAdditional(schema, at('additionalProperties')),
      }
    case 'array':
      return {
        type: 'array',
        ...(schema.items !== undefined && { items: adaptNode(asObject(schema.items), at('items')) }),
        ...(Array.isArray(schema.prefixItems) && {
          prefixItems: adaptList(schema.prefixItems, at('prefixItems')),
        }),
      }
    case 'string':
      return FORMATS.has(String(schema.format)) ? { format: schema.format } : {}
    case undefined:
      return { oneOf: ANY_VALUE }
    case 'number':
    case 'integer':
    case 'boolean':
    case 'null':
      return {}
    default: {
      const param = `${options.path}.type`
      throw new PublicError('invalid_request', `${param} is not a JSON Schema type.`, { param })
    }
  }
}

/** JSON Schema allows additional properties by default, but a small model would keep inventing them. */
const adaptAdditional = (schema: JsonSchema, options: Place): unknown => {
  const { additionalProperties: additional } = schema
  if (typeof additional === 'object') return adaptNode(asObject(additional), options)
  if (typeof additional === 'boolean') return additional
  return schema.properties === undefined
}

const ANY_VALUE = [
  { type: ['string', 'number', 'boolean', 'null'] },
  { type: 'object', additionalProperties: true },
  { type: 'array' },
]

const adaptEach = (schemas: JsonSchema, options: Place): JsonSchema =>
  Object.fromEntries(
    Object.entries(schemas).map(([name, schema]) => [
      name,
      adaptNode(asObject(schema), { ...options, path: `${options.path}.${name}` }),
    ]),
  )

const adaptList = (schemas: readonly unknown[], options: Place): JsonSchema[] =>
  schemas.map((schema) => adaptNode(asObject(schema), options))

const adaptReference = (reference: string, { path, defined }: Place): string => {
  const match = /^#\/(?:\$defs|definitions)\/([^/]+)$/.exec(reference)
  if (match && defined.has(match[1]!)) return `#/$defs/${match[1]}`
  throw refused(`${path}.$ref`, `"${reference}" does not refer to a definition in "#/$defs/".`)
}

/** Checks that a list of choices is not empty: no value matches an empty list. */
const someOf = (choices: unknown, keyword: string, { path }: Place): unknown[] => {
  if (Array.isArray(choices) && choices.length > 0) return choices
  const param = `${path}.${keyword}`
  throw new PublicError('invalid_request', `${param} must be a list with at least one item.`, { param })
}

const onlyOne = (allOf: unknown): unknown => (Array.isArray(allOf) && allOf.length === 1 ? allOf : undefined)

const ADAPTED = new Set(['properties', 'additionalProperties', 'items', 'prefixItems', 'format'])

const refuseUnknown = (schema: JsonSchema, { path, isStrict }: Place): void => {
  if (!isStrict) return
  for (const [keyword, value] of Object.entries(schema)) {
    const isKnown = HARMLESS.has(keyword) || KEPT.has(keyword) || ADAPTED.has(keyword)
    if (isKnown || isSafeIntegerBound(keyword, value)) continue
    throw refused(
      `${path}.${keyword}`,
      `The local model does not support the JSON Schema keyword "${keyword}".`,
    )
  }
}

/** Whether a bound is one that schema libraries write for any integer: the safe integers of a double. */
const isSafeIntegerBound = (keyword: string, value: unknown): boolean =>
  (keyword === 'minimum' && value === Number.MIN_SAFE_INTEGER) ||
  (keyword === 'maximum' && value === Number.MAX_SAFE_INTEGER)

const refused = (param: string, message: string): PublicError =>
  new PublicError('unsupported_parameter', message, { param })

const pick = (schema: JsonSchema, keywords: ReadonlySet<string>): JsonSchema =>
  Object.fromEntries(Object.entries(schema).filter(([keyword]) => keywords.has(keyword)))

/** Returns `{}`, which allows anything, for the schema `true`. */
const asObject = (value: unknown): JsonSchema =>
  typeof value === 'object' && value !== null ? (value as JsonSchema) : {}

/** The compiler cannot check a caller's schema; the generator refuses malformed ones at run time. */
const asGbnf = (schema: JsonSchema): GbnfJsonSchema => schema as unknown as GbnfJsonSchema
