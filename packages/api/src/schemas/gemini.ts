import { geminiWire as wire } from '@gptget/protocol'
import { z } from 'zod'
import { preferenceFields } from './preferences.ts'

/**
 * The type of a schema after it has renamed its fields. Google accepts snake_case too; the reference shows camelCase.
 */
const fieldsOf = <Fields extends z.ZodRawShape>(
  schema: z.ZodPreprocess<z.ZodObject<Fields>>,
): z.ZodObject<Fields> => schema.out

const part = wire.partSchema.meta({ id: 'GeminiPart' })

const content = z
  .looseObject({ role: z.string().nullish().describe('`user` or `model`.'), parts: z.array(part).nullish() })
  .meta({ id: 'GeminiContent' })

const { model: _, stream: __, ...shape } = fieldsOf(wire.requestSchema).shape

export const generateContentRequestSchema = z
  .looseObject({
    ...preferenceFields,
    ...shape,
    contents: z.union([z.array(content), content]).describe('The conversation so far.'),
    systemInstruction: z
      .union([z.string(), content])
      .nullish()
      .describe('System instructions for the model.'),
    tools: shape.tools.describe('Functions that the model may call.'),
    toolConfig: shape.toolConfig.describe('Whether the model may, must or must not call one, and which.'),
    generationConfig: wire.generationConfigSchema
      .nullish()
      .describe('Length, sampling, JSON schema, reasoning.'),
  })
  .meta({ id: 'GenerateContentRequest' })

const count = z.int().nonnegative()

export const generateContentResponseSchema = z
  .looseObject({
    candidates: z
      .array(
        z.looseObject({
          content: z.looseObject({ role: z.string().optional(), parts: z.array(part).optional() }).optional(),
          finishReason: z
            .string()
            .optional()
            .describe('`STOP`, `MAX_TOKENS`, `SAFETY` or `OTHER`; in the last chunk of a stream.'),
          index: z.int().optional(),
        }),
      )
      .optional(),
    promptFeedback: z.looseObject({ blockReason: z.string() }).optional(),
    usageMetadata: z
      .looseObject({
        promptTokenCount: count,
        cachedContentTokenCount: count.optional(),
        candidatesTokenCount: count.optional(),
        thoughtsTokenCount: count.optional(),
        totalTokenCount: count,
      })
      .optional(),
    modelVersion: z.string().optional(),
    responseId: z.string().optional().describe('Look it up at `/v1/generation`.'),
  })
  .meta({ id: 'GenerateContentResponse' })

export const generateContentChunksSchema = z
  .array(generateContentResponseSchema)
  .describe('The chunks, sent one by one.')

export const countTokensRequestSchema = z
  .looseObject({
    contents: z
      .union([z.array(content), content])
      .optional()
      .describe('The conversation to count.'),
    generateContentRequest: generateContentRequestSchema
      .optional()
      .describe('Or a whole request, with tools and instructions.'),
  })
  .meta({ id: 'GeminiCountTokensRequest' })

export const tokenTotalSchema = z
  .strictObject({ totalTokens: z.int().nonnegative() })
  .meta({ id: 'GeminiTokenCount' })

export const geminiModelSchema = z
  .strictObject({
    name: z.string().describe('`models/` and the id.'),
    baseModelId: z.string(),
    version: z.string(),
    displayName: z.string(),
    description: z.string(),
    inputTokenLimit: count.optional(),
    outputTokenLimit: count.optional(),
    supportedGenerationMethods: z.array(z.string()),
  })
  .meta({ id: 'GeminiModel' })

export const geminiModelListSchema = z
  .strictObject({
    models: z.array(geminiModelSchema),
    nextPageToken: z.string().optional().describe('Pass it as `pageToken` to get the next page.'),
  })
  .meta({ id: 'GeminiModelList' })

/** The query of `streamGenerateContent`. */
export const streamQuerySchema = z.object({
  alt: z
    .literal('sse')
    .optional()
    .meta({
      description: '`sse`: answer with server-sent events instead of one JSON array.',
      examples: ['sse'],
    }),
})
