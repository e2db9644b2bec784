import { expect, it } from 'vitest'
import { renderFields } from './render-schema.ts'

const JSON_VALUE = {
  anyOf: [
    { type: 'string' },
    { type: 'array', items: { $ref: '#/components/schemas/json' } },
    { type: 'object', additionalProperties: { $ref: '#/components/schemas/json' } },
  ],
}

it('the reference describes a recursive field briefly', () => {
  const schema = { type: 'object', properties: { metadata: { $ref: '#/components/schemas/json' } } }
  const page = String(renderFields(schema, { json: JSON_VALUE }))
  expect(page).toContain('metadata')
  expect(page).toContain('string or array of anything')
})
