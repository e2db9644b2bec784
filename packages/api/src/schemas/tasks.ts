import { jsonValue, TASK_TYPES } from '@gptget/contracts'
import { z } from 'zod'
import { modelField, taskFields } from './task-fields.ts'

const STATUSES = ['queued', 'in_progress', 'completed', 'failed', 'cancelled', 'expired'] as const

export const createTaskRequestSchema = z
  .strictObject({
    type: z.enum(TASK_TYPES).describe('What to create, and in whose API format.'),
    model: modelField.optional().describe('The model. Optional for `mj` and `suno`.'),
    ...taskFields,
    lyrics: z.string().max(10_000).optional().describe('For a song: the lyrics.'),
    title: z.string().max(200).optional().describe('For a song: the title.'),
    tags: z.string().max(500).optional().describe('For a song: its style, in words.'),
    instrumental: z.boolean().optional().describe('For a song: no vocals.'),
    action: z.string().max(40).optional().describe('For `mj` and `suno`: `imagine`, `upscale`, `lyrics`.'),
    parent_id: z
      .string()
      .max(100)
      .optional()
      .describe('The task that this one continues, at the same provider.'),
    input: z
      .record(z.string().max(64), jsonValue)
      .optional()
      .describe('Fields that only this model supports, in its provider’s terms.'),
  })
  .meta({ id: 'CreateTaskRequest' })

const file = z.strictObject({
  url: z.string().describe('The URL to read it with your key.'),
  content_type: z.string(),
  index: z.int(),
  variant: z.string().nullable().describe('Another form, such as `thumbnail`; null: the file itself.'),
})

export const taskSchema = z
  .strictObject({
    id: z.string(),
    object: z.literal('task'),
    type: z.enum(TASK_TYPES),
    model: z.string(),
    prompt: z.string().nullable().describe('The prompt of the request.'),
    status: z.enum(STATUSES),
    progress: z
      .int()
      .min(0)
      .max(100)
      .describe('In percent, as reported by the provider or estimated from the usual duration.'),
    created_at: z.int(),
    completed_at: z.int().nullable(),
    expires_at: z.int().nullable().describe('When its files will be deleted.'),
    parent_id: z.string().nullable(),
    metadata: z.record(z.string(), z.string()),
    result: z
      .strictObject({
        url: z.string().nullable().describe('The first file.'),
        data: z.array(file),
        details: z.record(z.string(), jsonValue).optional().describe('Other results, such as lyrics.'),
      })
      .nullable(),
    error: z.strictObject({ code: z.string(), message: z.string() }).nullable(),
    cost: z.number().nullable().describe('In US dollars, once it has ended.'),
  })
  .meta({ id: 'Task' })

export const tasksQuerySchema = z.object({
  after: z.string().max(100).optional().describe('The last task of the previous page.'),
  limit: z.coerce.number().int().min(1).max(100).default(20).describe('The maximum number of tasks.'),
  order: z.enum(['asc', 'desc']).default('desc').describe('The order, by creation time.'),
  type: z.enum(TASK_TYPES).optional(),
  status: z.enum(STATUSES).optional(),
  model: z.string().max(200).optional(),
})

const list = <Item extends z.ZodType>(item: Item) =>
  z.strictObject({
    object: z.literal('list'),
    data: z.array(item),
    first_id: z.string().nullable(),
    last_id: z.string().nullable(),
    has_more: z.boolean(),
  })

export const tasksSchema = list(taskSchema).meta({ id: 'TaskList' })

export const deletedTaskSchema = z
  .strictObject({ id: z.string(), object: z.literal('task.deleted'), deleted: z.literal(true) })
  .meta({ id: 'DeletedTask' })
