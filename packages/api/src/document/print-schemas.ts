import { z } from 'zod'

/** The part of JSON Schema that zod prints and the page reads. */
export type JsonSchema = {
  $ref?: string
  type?: string | string[]
  description?: string
  examples?: unknown[]
  properties?: Record<string, JsonSchema>
  required?: string[]
  items?: JsonSchema
  anyOf?: JsonSchema[]
  enum?: unknown[]
  const?: unknown
  additionalProperties?: JsonSchema | boolean
  contentSchema?: JsonSchema
  [keyword: string]: unknown
}

export type PrintedSchemas = {
  /** The schemas with an id. */
  components: Record<string, JsonSchema>
  of(schema: z.core.$ZodType): JsonSchema
}

/**
 * Prints all schemas of a document at once: those with an id (`.meta({ id })`) become components, to which all others
 * refer. Our schemas describe what is sent, so the output side of a preprocessed one is printed.
 */
export const printSchemas = (schemas: Iterable<z.core.$ZodType>): PrintedSchemas => {
  const all = [...new Set(schemas)]
  const printed = z.toJSONSchema(z.strictObject(Object.fromEntries(all.entries())), {
    io: 'output',
    override: ({ jsonSchema }) => tidy(jsonSchema as JsonSchema),
  })
  const { $defs, properties } = JSON.parse(
    JSON.stringify(printed).replaceAll('"#/$defs/', '"#/components/schemas/'),
  ) as { $defs: Record<string, JsonSchema>; properties: JsonSchema[] }
  return {
    components: $defs,
    of: (schema) => properties[all.indexOf(schema)]!,
  }
}

/** Leaves out statements without content, and those that would make clients refuse fields that are added later. */
const tidy = (schema: JsonSchema): void => {
  if (schema.properties !== undefined) delete schema.additionalProperties
  delete schema['propertyNames']
  if (schema['maximum'] === Number.MAX_SAFE_INTEGER) delete schema['maximum']
  if (schema['minimum'] === Number.MIN_SAFE_INTEGER) delete schema['minimum']
  if (schema['pattern'] !== undefined && schema['format'] !== undefined) delete schema['pattern']
}
