import { describe, expect, it } from 'vitest'
import { adaptSchema } from './adapt-schema.ts'

const strict = { path: 'schema', isStrict: true }
const lenient = { path: 'schema', isStrict: false }

describe('adaptSchema', () => {
  it('keeps objects, arrays, enums and references', () => {
    const schema = {
      $schema: 'https://json-schema.org/draft/2020-12/schema',
      type: 'object',
      properties: {
        unit: { enum: ['c', 'f'] },
        days: { type: 'array', items: { $ref: '#/definitions/day' }, maxItems: 3 },
      },
      required: ['unit'],
      definitions: { day: { type: ['string', 'null'], maxLength: 9 } },
    }
    expect(adaptSchema(schema, strict)).toEqual({
      type: 'object',
      additionalProperties: false,
      properties: {
        unit: { enum: ['c', 'f'] },
        days: { type: 'array', items: { $ref: '#/$defs/day' }, maxItems: 3 },
      },
      $defs: {
        day: {
          oneOf: [
            { type: 'string', maxLength: 9 },
            { type: 'null', maxLength: 9 },
          ],
        },
      },
    })
  })

  it('converts anyOf to oneOf', () => {
    const schema = { anyOf: [{ type: 'string' }, { const: 3 }] }
    expect(adaptSchema(schema, strict)).toEqual({ oneOf: [{ type: 'string' }, { const: 3 }] })
  })

  it('refuses a keyword that a grammar cannot enforce, if strict', () => {
    const schema = { type: 'object', properties: { age: { type: 'integer', minimum: 18 } } }
    expect(() => adaptSchema(schema, strict)).toThrow(
      expect.objectContaining({ details: { param: 'schema.properties.age.minimum' } }),
    )
    expect(adaptSchema(schema, lenient)).toMatchObject({ properties: { age: { type: 'integer' } } })
  })

  it('ignores the bounds of safe integers', () => {
    const schema = { type: 'integer', minimum: Number.MIN_SAFE_INTEGER, maximum: Number.MAX_SAFE_INTEGER }
    expect(adaptSchema(schema, strict)).toEqual({ type: 'integer' })
  })

  it.each([
    [{ $ref: '#/$defs/none' }, 'schema.$ref'],
    [{ enum: [] }, 'schema.enum'],
    [{ type: 'array', items: { anyOf: [] } }, 'schema.items.anyOf'],
    [{ type: 'text' }, 'schema.type'],
  ])('refuses %j, which no answer can match', (schema, param) => {
    expect(() => adaptSchema(schema, lenient)).toThrow(expect.objectContaining({ details: { param } }))
  })
})
