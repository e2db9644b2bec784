import { z } from 'zod'

/** A picture in the request itself; what lies in Google's storage cannot be read here. */
const picture = z
  .strictObject({
    bytesBase64Encoded: z.string().max(16_000_000).optional().describe('Its bytes.'),
    imageBytes: z.string().max(16_000_000).optional().describe('The same, as older clients name it.'),
    mimeType: z.string().max(100).default('image/png'),
  })
  .refine(({ bytesBase64Encoded, imageBytes }) => (bytesBase64Encoded ?? imageBytes) !== undefined, {
    message: 'its bytes are needed here: `bytesBase64Encoded`',
  })
export type GooglePicture = z.output<typeof picture>

const instance = z.strictObject({
  prompt: z.string().max(32_000).optional().describe('What it shall show.'),
  image: picture.optional().describe('The picture it begins with.'),
  lastFrame: picture.optional().describe('The picture it ends with.'),
  referenceImages: z
    .array(z.strictObject({ image: picture, referenceType: z.string().max(40).optional() }))
    .max(8)
    .optional()
    .describe('Pictures of what is to be in it.'),
})

/** What is named here means the same as with every other way of asking; the rest goes to Google's own models. */
const parameters = z
  .object({
    sampleCount: z.int().min(1).max(10).optional().describe('How many.'),
    durationSeconds: z.int().min(1).max(600).optional().describe('How long it is to be.'),
    aspectRatio: z
      .string()
      .regex(/^\d{1,2}:\d{1,2}$/, 'expected a ratio such as 16:9')
      .optional()
      .describe('Its shape: `16:9`.'),
    resolution: z.string().max(20).optional().describe('How fine it is: `720p`, `1080p`.'),
    negativePrompt: z.string().max(8_000).optional().describe('What it shall not show.'),
    seed: z.int().optional().describe('For the same again.'),
    generateAudio: z.boolean().optional().describe('Whether it has sound.'),
  })
  .catchall(z.json())

export const predictVideoRequestSchema = z
  .strictObject({
    instances: z.tuple([instance]).describe('One video, or several of the same.'),
    parameters: parameters
      .default({})
      .describe('Shape and length; `personGeneration` and the like go along.'),
    labels: z.record(z.string(), z.string()).optional().describe('Your own notes, which Google bills by.'),
  })
  .meta({ id: 'PredictVideoRequest' })

export const fetchOperationRequestSchema = z
  .strictObject({ operationName: z.string().max(500).describe('The `name` of the operation.') })
  .meta({ id: 'FetchOperationRequest' })

/** An operation as both of Google's addresses tell it; `response` has the form of the one that is asked. */
export const videoOperationSchema = z
  .strictObject({
    name: z.string(),
    done: z.literal(true).optional().describe('Once it has ended.'),
    metadata: z.strictObject({ progressPercent: z.int() }).optional(),
    response: z
      .looseObject({})
      .optional()
      .describe('The videos: each at an address here, which takes your key.'),
    error: z.strictObject({ code: z.int(), message: z.string() }).optional(),
  })
  .meta({ id: 'VideoOperation' })
