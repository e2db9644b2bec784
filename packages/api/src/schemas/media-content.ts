import { z } from 'zod'

const index = z
  .int()
  .min(0)
  .max(999)
  .optional()
  .describe('Which of several files, from 0. Default: 0.')
  .meta({ examples: [0] })

const variant = z
  .string()
  .optional()
  .describe('Another form of the file, such as `thumbnail`, where there is one. Left out: the file itself.')

export const contentQuerySchema = z.object({ index, variant })

export const deleteContentQuerySchema = z.object({
  index: z
    .int()
    .min(0)
    .max(999)
    .optional()
    .describe('Only this one of several files. Left out: all of them.'),
})

export const signContentRequestSchema = z
  .strictObject({
    index,
    variant,
    expires_in: z
      .int()
      .min(1)
      .max(86_400)
      .optional()
      .describe('For how many seconds the address is good: a day at most. Default: 600.'),
  })
  .meta({ id: 'SignContentRequest' })

export const signedContentSchema = z
  .strictObject({
    url: z.string().describe('The address, which needs no key.'),
    expires_at: z.int().describe('Until when it is good, in seconds since 1970.'),
  })
  .meta({ id: 'SignedContent' })

export const deletedContentSchema = z
  .strictObject({
    id: z.string(),
    object: z.enum(['image.content.deleted', 'video.content.deleted', 'audio.content.deleted']),
    deleted: z.literal(true),
  })
  .meta({ id: 'DeletedContent' })
