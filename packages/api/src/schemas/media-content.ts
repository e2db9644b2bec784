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
  index: z
    .int()
    .min(0)
    .max(999)
    .optional()
    .describe('The file to delete, if there are several. Default: all of them.'),
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

export const mediaQuerySchema = z.strictObject({
  kind: z
    .enum(['image', 'video', 'audio'], 'expected image, video or audio')
    .optional()
    .describe('Only files of this kind.'),
  after: z
    .string()
    .regex(/^[\w-]{1,100}\/\d{1,3}$/, 'expected the `last_id` of a page')
    .optional()
    .describe('The `last_id` of the previous page.'),
  limit: z.coerce.number().int().min(1).max(100).default(50).describe('The maximum number of files.'),
})

export const mediaFileSchema = z
  .strictObject({
    id: z.string().describe('`media_id` and `index`.'),
    object: z.literal('media.file'),
    media_id: z.string().describe('The id of the generation or task that created it.'),
    index: z.int().min(0),
    kind: z.enum(['image', 'video', 'audio']),
    content_type: z.string(),
    bytes: z.int().nonnegative(),
    width: z.int().nullable().describe('The width of an image, if known.'),
    height: z.int().nullable(),
    duration_ms: z.int().nullable().describe('The duration of audio or video.'),
    url: z.string().describe('The URL to read it with your key.'),
    created_at: z.int(),
    expires_at: z.int().describe('When it will be deleted, in seconds since 1970.'),
  })
  .meta({ id: 'MediaFile' })

export const mediaSchema = z
  .strictObject({
    object: z.literal('list'),
    data: z.array(mediaFileSchema),
    first_id: z.string().nullable(),
    last_id: z.string().nullable(),
    has_more: z.boolean(),
  })
  .meta({ id: 'MediaList' })

export const deletedContentSchema = z
  .strictObject({
    id: z.string(),
    object: z.enum(['image.content.deleted', 'video.content.deleted', 'audio.content.deleted']),
    deleted: z.literal(true),
  })
  .meta({ id: 'DeletedContent' })
