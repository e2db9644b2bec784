import { arrayOf, isObject, type JsonObject } from '../json.ts'

/** Google's own `Schema` (OpenAPI 3.0 with upper-case types) as JSON Schema. */
export const fromGoogleSchema = (schema: JsonObject): JsonObject => {
  const { nullable, ...rest } = mapSchema(schema, fromGoogleSchema)
  const type = typeof rest['type'] === 'string' ? rest['type'].toLowerCase() : rest['type']
  if (type !== undefined) rest['type'] = nullable === true ? [type, 'null'] : type
  return rest
}

/** What `parametersJsonSchema` and `responseJsonSchema` are documented to understand (`@google/genai`, 3.1). */
const SUPPORTED = new Set([
  '$id',
  '$defs',
  '$ref',
  '$anchor',
  'type',
  'format',
  'title',
  'description',
  'enum',
  'items',
  'prefixItems',
  'minItems',
  'maxItems',
  'minimum',
  'maximum',
  'anyOf',
  'oneOf',
  'properties',
  'additionalProperties',
  'required',
  'propertyOrdering',
])

/**
 * JSON Schema as Gemini takes it: keywords it refuses are left out, `const` becomes an `enum`, and nothing stands
 * beside a `$ref`.
 */
export const toGeminiSchema = (schema: JsonObject): JsonObject => {
  const mapped = mapSchema(withEnum(schema), toGeminiSchema)
  const isReference = mapped['$ref'] !== undefined
  return Object.fromEntries(
    Object.entries(mapped).filter(([key]) => SUPPORTED.has(key) && (!isReference || key.startsWith('$'))),
  )
}

const withEnum = (schema: JsonObject): JsonObject => {
  const { const: only, definitions, ...rest } = schema
  return {
    ...rest,
    ...(only === undefined ? {} : { enum: [only] }),
    ...(isObject(definitions) ? { $defs: definitions } : {}),
  }
}

const MAPS = new Set(['properties', '$defs'])
const LISTS = new Set(['anyOf', 'oneOf', 'prefixItems'])
const SCHEMAS = new Set(['items', 'additionalProperties'])

/** Applies a change to every schema inside a schema. */
const mapSchema = (schema: JsonObject, change: (inner: JsonObject) => JsonObject): JsonObject => {
  const changed = (value: unknown) => (isObject(value) ? change(value) : value)
  return Object.fromEntries(
    Object.entries(schema).map(([key, value]) => {
      if (MAPS.has(key) && isObject(value)) {
        return [key, Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, changed(inner)]))]
      }
      if (LISTS.has(key)) return [key, arrayOf(value).map(changed)]
      return [key, SCHEMAS.has(key) ? changed(value) : value]
    }),
  )
}

/** Whether an object schema describes an object without fields. Gemini wants such parameters left out altogether. */
export const isEmptySchema = (schema: JsonObject): boolean => {
  const { properties } = schema
  const isPlain = Object.keys(schema).every((key) => EMPTY_KEYS.has(key))
  return isPlain && (!isObject(properties) || Object.keys(properties).length === 0)
}

const EMPTY_KEYS = new Set(['type', 'properties', 'required', 'additionalProperties', '$schema', 'title'])
