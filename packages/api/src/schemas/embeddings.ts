import { batchEmbedContentsSchema, embedContentSchema, embeddingsRequestSchema } from '@gptget/protocol'
import { z } from 'zod'
import { preferenceFields } from './preferences.ts'

const { shape } = embeddingsRequestSchema

export const embeddingsRequestDescription = z
  .looseObject({
    ...preferenceFields,
    model: shape.model.describe(
      'Which model: `provider/model`, with `embeddings` among its output modalities.',
    ),
    input: shape.input.describe(
      'A text, up to 2048 texts, or the same as token numbers of the model’s own tokenizer.',
    ),
    dimensions: shape.dimensions.describe('The length of the vectors, if the model supports it.'),
    encoding_format: shape.encoding_format.describe('`float`, or `base64` of little-endian float32.'),
    user: shape.user.describe('Your own id of the end user, passed on to the provider.'),
  })
  .meta({ id: 'EmbeddingsRequest' })

const count = z.int().nonnegative()

const inputUsage = z.looseObject({
  prompt_tokens: count,
  total_tokens: count,
  cost: z.number().describe('US dollars.'),
})

export const embeddingsSchema = z
  .looseObject({
    id: z.string().describe('Look it up at `/v1/generation`.'),
    object: z.literal('list'),
    data: z.array(
      z.looseObject({
        object: z.literal('embedding'),
        index: z.int(),
        embedding: z.union([z.array(z.number()), z.string()]),
      }),
    ),
    model: z.string(),
    usage: inputUsage,
  })
  .meta({ id: 'Embeddings' })

/** Google accepts snake_case too; the reference shows the names in the schemas. */
const { model: _, ...one } = embedContentSchema.out.shape

export const embedContentRequestDescription = z
  .looseObject({
    ...one,
    content: one.content.describe('Text parts. Together they make one vector.'),
    taskType: one.taskType.describe('What the vector is used for; Gemini models only.'),
    title: one.title.describe('The title of a document; Gemini models only.'),
    outputDimensionality: one.outputDimensionality.describe('The length of the vector.'),
  })
  .meta({ id: 'EmbedContentRequest' })

export const batchEmbedContentsRequestDescription = z
  .looseObject({
    requests: batchEmbedContentsSchema.out.shape.requests.describe('Up to 100. Each makes one vector.'),
  })
  .meta({ id: 'BatchEmbedContentsRequest' })

const embedding = z.looseObject({ values: z.array(z.number()) })
const usageMetadata = z.looseObject({
  promptTokenCount: count,
  cost: z.number().describe('US dollars.'),
})

export const embedContentResponseSchema = z
  .looseObject({ embedding, usageMetadata })
  .meta({ id: 'EmbedContentResponse' })

export const batchEmbedContentsResponseSchema = z
  .looseObject({ embeddings: z.array(embedding), usageMetadata })
  .meta({ id: 'BatchEmbedContentsResponse' })
