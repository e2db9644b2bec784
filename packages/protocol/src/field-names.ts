import type { Dialect, OperationName } from '@gptget/contracts'
import { z } from 'zod'
import { completionRequestSchema } from './completions/index.ts'
import { OWN_FIELDS } from './dialects/own-fields.ts'
import { batchEmbedContentsSchema, embedContentSchema, embeddingsRequestSchema } from './embeddings/index.ts'
import { imageRequestSchema } from './images/index.ts'
import { rerankRequestSchema } from './rerank/index.ts'
import { speechRequestSchema } from './speech/index.ts'
import { transcriptionRequestSchema, translationRequestSchema } from './transcriptions/index.ts'
import { moderationRequestSchema } from './moderations/moderation.ts'
import { CAPABILITIES } from './registry/dialects.ts'

/** The fields of an object by name, with the fields of nested objects. */
export type FieldNames = ReadonlyMap<string, FieldNames | null>

const cache = new Map<string, FieldNames>()

/** The fields that a request may have, from the schemas that read it. */
export const fieldNamesOf = (operation: OperationName, dialect: Dialect): FieldNames => {
  const key = `${operation} ${dialect}`
  const known = cache.get(key) ?? collect(operation, dialect)
  cache.set(key, known)
  return known
}

const collect = (operation: OperationName, dialect: Dialect): FieldNames => {
  const { requestSchema, extensions, unreadFields } = CAPABILITIES[dialect]
  const schemas = operation === 'chat' ? [requestSchema] : SCHEMAS[operation]
  const others = [
    ...Object.keys(OWN_FIELDS),
    ...(operation === 'chat' ? [...Object.keys(extensions), ...unreadFields] : []),
  ]
  return new Map([
    ...others.map((name) => [name, null] as const),
    ...schemas.flatMap((schema) => [...(namesIn(schema) ?? [])]),
  ])
}

const SCHEMAS: Record<Exclude<OperationName, 'chat'>, readonly z.ZodType[]> = {
  completions: [completionRequestSchema],
  moderations: [moderationRequestSchema],
  images: [imageRequestSchema],
  speech: [speechRequestSchema],
  transcriptions: [transcriptionRequestSchema],
  translations: [translationRequestSchema],
  rerank: [rerankRequestSchema],
  embeddings: [embeddingsRequestSchema, embedContentSchema, batchEmbedContentsSchema],
}

/** null: not an object, or one with fields of the caller. */
const namesIn = (schema: unknown): FieldNames | null => {
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodNullable || schema instanceof z.ZodDefault)
    return namesIn(schema.unwrap())
  // Google's fields are read in camelCase and snake_case.
  if (schema instanceof z.ZodPipe) return withSnakeCase(namesIn(schema.out))
  if (!(schema instanceof z.ZodObject)) return null
  return new Map(Object.entries(schema.shape).map(([name, field]) => [name, namesIn(field)]))
}

const withSnakeCase = (names: FieldNames | null): FieldNames | null =>
  names &&
  new Map([...names].flatMap(([name, inner]) => [[name, inner] as const, [snakeCase(name), inner] as const]))

const snakeCase = (name: string): string => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)
