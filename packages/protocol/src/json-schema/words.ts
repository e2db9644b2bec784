import type { Schema } from './schema.ts'

/**
 * A schema with its unsupported keywords in the description, in the format of `@anthropic-ai/sdk` (1.12,
 * `transform-json-schema`), which models know.
 */
export const withWords = (schema: Schema, words: Schema): Schema => {
  const entries = Object.entries(words)
  if (entries.length === 0) return schema
  const told = `{${entries.map(([key, value]) => `${key}: ${JSON.stringify(value)}`).join(', ')}}`
  const { description } = schema
  return {
    ...schema,
    description: typeof description === 'string' && description !== '' ? `${description}\n\n${told}` : told,
  }
}
