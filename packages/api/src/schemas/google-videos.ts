import { jsonValue } from '@gptget/contracts'
import { z } from 'zod'
import { labels } from './task-fields.ts'

/** An image in the request itself; objects in Google's storage cannot be read here. */
const picture = z
  .strictObject({
    bytesBase64Encoded: z.string().max(16_000_000).optional().describe('Its bytes.'),
    imageBytes: z
      .string()
      .max(16_000_000)
      .optional()
      .describe('The same, by the name that older clients use.'),
    mimeType: z.string().max(100).default('image/png'),
  })
  .refine(({ bytesBase64Encoded, imageBytes }) => (bytesBase64Encoded ?? imageBytes) !== undefined, {
    message: 'must contain the bytes as `bytesBase64Encoded`',
  })
export type GooglePicture = z.output<typeof picture>

const instance = z.strictObject({
  prompt: z.string().max(32_000).optional().describe('What it should show.'),
  image: picture.optional().describe('The first image.'),
  lastFrame: picture.optional().describe('The last image.'),
  referenceImages: z
    .array(z.strictObject({ image: picture, referenceType: z.string().max(40).optional() }))
    .max(8)
    .optional()
    .describe('Reference images of what should appear in it.'),
})

/** Fields with the meaning of our other APIs; the others go to Google's own models. */
const parameters = z
  .object({
    sampleCount: z.int().min(1).max(10).optional().describe('The number of videos.'),
    durationSeconds: z.int().min(1).max(600).optional().describe('The length, in seconds.'),
    aspectRatio: z
      .string()
      .regex(/^\d{1,2}:\d{1,2}$/, 'expected a ratio such as 16:9')
      .optional()
      .describe('The aspect ratio: `16:9`.'),
    resolution: z.string().max(20).optional().describe('The resolution: `720p`, `1080p`.'),
    negativePrompt: z.string().max(8_000).optional().describe('What it should not show.'),
    seed: z.int().optional().describe('A seed for reproducible results.'),
    generateAudio: z.boolean().optional().describe('Whether it has sound.'),
  })
  .catchall(jsonValue)

export const predictVideoRequestSchema = z
  .strictObject({
    instances: z.tuple([instance]).describe('The video to create: exactly one entry.'),
    parameters: parameters
      .default({})
      .describe('Aspect ratio, length and more. Others, such as `personGeneration`, are passed on.'),
    labels: labels.optional().describe('Your own labels. Google uses them for billing.'),
  })
  .meta({ id: 'PredictVideoRequest' })

export const fetchOperationRequestSchema = z
  .strictObject({ operationName: z.string().max(500).describe('The `name` of the operation.') })
  .meta({ id: 'FetchOperationRequest' })

/** An operation in both of Google's APIs; `response` has the format of the one that is used. */
export const videoOperationSchema = z
  .strictObject({
    name: z.string(),
    done: z.literal(true).optional().describe('Present once it has ended.'),
    metadata: z.strictObject({ progressPercent: z.int() }).optional(),
    response: z
      .looseObject({})
      .optional()
      .describe('The videos, each with a URL on this server, which needs your key.'),
    error: z.strictObject({ code: z.int(), message: z.string() }).optional(),
  })
  .meta({ id: 'VideoOperation' })
