import { z } from 'zod'

const index = z
  .int()
  .min(0)
  .max(999)
  .optional()
  .describe('Which file, if there are several, counted from 0. Default: 0.')
  .meta({ examples: [0] })

const variant = z
  .string()
  .optional()
  .describe('Another form of the file, such as `thumbnail`, if there is one. Default: the file itself.')

export const contentQuerySchema = z.object({ index, variant })

export const deleteContentQuerySchema = z.object({
  index: z.int().min(0).max(999).optional().describe('Only this one of several files. Default: all of them.'),
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
      .describe('How long the URL is valid, in seconds: at most a day. Default: 600.'),
  })
  .meta({ id: 'SignContentRequest' })

export const signedContentSchema = z
  .strictObject({
    url: z.string().describe('The URL. It needs no key.'),
    expires_at: z.int().describe('When it expires, in seconds since 1970.'),
  })
  .meta({ id: 'SignedContent' })

export const deletedContentSchema = z
  .strictObject({
    id: z.string(),
    object: z.enum(['image.content.deleted', 'video.content.deleted', 'audio.content.deleted']),
    deleted: z.literal(true),
  })
  .meta({ id: 'DeletedContent' })
