import type { SchemaLimits, SchemaRules } from '../../json-schema/rules.ts'

/** The documented keywords of `parametersJsonSchema` and `responseJsonSchema` (`@google/genai`, 3.1). */
const known: SchemaRules = {
  keywords: new Set([
    '$defs',
    '$ref',
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
    'properties',
    'additionalProperties',
    'required',
  ]),
  enumTypes: new Set(['string', 'number']),
  hasBareReferences: true,
  hasOptionalCycles: true,
}

export const schemas: SchemaLimits = { tool: known, strictOutput: known }
