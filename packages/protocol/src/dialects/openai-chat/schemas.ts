import type { SchemaLimits, SchemaRules } from '../../json-schema/rules.ts'

/** Any keyword is accepted, but a list without `items` is refused ("array schema missing items"). */
const open: SchemaRules = { requiresItems: true }

/** https://developers.openai.com/api/docs/guides/structured-outputs#supported-schemas (2026-11). */
const held: SchemaRules = {
  keywords: new Set([
    '$defs',
    '$ref',
    'type',
    'title',
    'description',
    'enum',
    'const',
    'anyOf',
    'properties',
    'required',
    'additionalProperties',
    'items',
    'minItems',
    'maxItems',
    'pattern',
    'format',
    'minimum',
    'maximum',
    'exclusiveMinimum',
    'exclusiveMaximum',
    'multipleOf',
  ]),
  formats: new Set(['date-time', 'time', 'date', 'duration', 'email', 'hostname', 'ipv4', 'ipv6', 'uuid']),
  hasBareReferences: true,
  isClosed: true,
  requiresAll: true,
  requiresItems: true,
}

/** OpenAI's two dialects accept the same schemas. */
export const schemas: SchemaLimits = {
  tool: open,
  strictTool: held,
  output: open,
  strictOutput: held,
  isOutputAnObject: true,
}
