import type { SchemaLimits, SchemaRules } from '../../json-schema/rules.ts'

/**
 * The schemas that a model can enforce, from `@anthropic-ai/sdk` 1.12 (`lib/transform-json-schema`) and
 * https://platform.claude.com/docs/en/build-with-claude/structured-outputs#json-schema-limitations (2026-11).
 */
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
    'format',
  ]),
  formats: new Set([
    'date-time',
    'time',
    'date',
    'duration',
    'email',
    'hostname',
    'uri',
    'ipv4',
    'ipv6',
    'uuid',
  ]),
  enumTypes: new Set(['string', 'number', 'boolean', 'null']),
  mostMinItems: 1,
  hasBareReferences: true,
  isClosed: true,
  hasNoCycles: true,
}

export const schemas: SchemaLimits = { tool: {}, strictTool: held, strictOutput: held }
