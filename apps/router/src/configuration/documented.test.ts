import { readFileSync } from 'node:fs'
import path from 'node:path'
import { expect, it } from 'vitest'
import { z } from 'zod'
import { configurationSchema } from './schema.ts'

type Schema = { properties?: Record<string, Schema>; [key: string]: unknown }

/** The names of all fields, at any depth. */
const fieldsOf = (schema: unknown): string[] => {
  if (Array.isArray(schema)) return schema.flatMap(fieldsOf)
  if (typeof schema !== 'object' || schema === null) return []
  const { properties = {}, ...rest } = schema as Schema
  return [
    ...Object.keys(properties),
    ...Object.values(properties).flatMap(fieldsOf),
    ...fieldsOf(Object.values(rest)),
  ]
}

it('the documentation of the configuration names every field', () => {
  const file = path.resolve(import.meta.dirname, '../../../../docs/configuration.md')
  const words = new Set(readFileSync(file, 'utf8').match(/\w+/g))
  const fields = fieldsOf(z.toJSONSchema(configurationSchema, { io: 'input', unrepresentable: 'any' }))
  expect(fields.length).toBeGreaterThan(60)
  expect([...new Set(fields)].filter((name) => !words.has(name))).toEqual([])
})
