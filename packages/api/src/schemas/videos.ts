import { z } from 'zod'
import { modelField, taskFields } from './task-fields.ts'

export const createVideoRequestSchema = z
  .strictObject({ model: modelField, ...taskFields })
  .meta({ id: 'CreateVideoRequest' })

export const remixVideoRequestSchema = z
  .strictObject({ prompt: z.string().min(1).max(32_000).describe('What to change.') })
  .meta({ id: 'RemixVideoRequest' })

export const videoSchema = z
  .strictObject({
    id: z.string(),
    object: z.literal('video'),
    model: z.string(),
    status: z.enum(['queued', 'in_progress', 'completed', 'failed']),
    progress: z.int().min(0).max(100),
    prompt: z.string().nullable(),
    seconds: z.string().nullable(),
    size: z.string().nullable(),
    created_at: z.int(),
    completed_at: z.int().nullable(),
    expires_at: z.int().nullable().describe('When it will be deleted.'),
    remixed_from_video_id: z.string().nullable(),
    error: z.strictObject({ code: z.string(), message: z.string() }).nullable(),
    result: z
      .strictObject({ url: z.string().describe('The URL to read it with your key.') })
      .optional()
      .describe('Present once it is completed.'),
  })
  .meta({ id: 'Video' })

export const videosQuerySchema = z.object({
  after: z.string().max(100).optional().describe('The last video of the previous page.'),
  limit: z.coerce.number().int().min(1).max(100).default(20).describe('The maximum number of videos.'),
  order: z.enum(['asc', 'desc']).default('desc').describe('The order, by creation time.'),
})

export const videosSchema = z
  .strictObject({
    object: z.literal('list'),
    data: z.array(videoSchema),
    first_id: z.string().nullable(),
    last_id: z.string().nullable(),
    has_more: z.boolean(),
  })
  .meta({ id: 'VideoList' })

export const deletedVideoSchema = z
  .strictObject({ id: z.string(), object: z.literal('video.deleted'), deleted: z.literal(true) })
  .meta({ id: 'DeletedVideo' })
