import { TASK_TYPES } from '@gptget/contracts'
import { z } from 'zod'
import { modelField, taskFields } from './task-fields.ts'

const STATUSES = ['queued', 'in_progress', 'completed', 'failed', 'cancelled', 'expired'] as const

export const createTaskRequestSchema = z
  .strictObject({
    type: z.enum(TASK_TYPES).describe('What is to be made, and whose words it is asked for in.'),
    model: modelField.optional().describe('Which model. May be left out for `mj` and `suno`.'),
    ...taskFields,
    lyrics: z.string().max(10_000).optional().describe('Of a song: what is sung.'),
    title: z.string().max(200).optional().describe('Of a song.'),
    tags: z.string().max(500).optional().describe('Of a song: its style, in words.'),
    instrumental: z.boolean().optional().describe('Of a song: without voices.'),
    action: z.string().max(40).optional().describe('Of `mj` and `suno`: `imagine`, `upscale`, `lyrics`.'),
    parent_id: z
      .string()
      .max(100)
      .optional()
      .describe('The task that this one goes on from, at the same provider.'),
    input: z
      .record(z.string().max(64), z.json())
      .optional()
      .describe('Fields that only this model knows, in its provider’s words, where it takes any.'),
  })
  .meta({ id: 'CreateTaskRequest' })

const file = z.strictObject({
  url: z.string().describe('Where it is read, with your key.'),
  content_type: z.string(),
  index: z.int(),
  variant: z.string().nullable().describe('`thumbnail` and the like; null: the thing itself.'),
})

export const taskSchema = z
  .strictObject({
    id: z.string(),
    object: z.literal('task'),
    type: z.enum(TASK_TYPES),
    model: z.string(),
    status: z.enum(STATUSES),
    progress: z
      .int()
      .min(0)
      .max(100)
      .describe('In percent: what the provider says, else by the time that it usually takes.'),
    created_at: z.int(),
    completed_at: z.int().nullable(),
    expires_at: z.int().nullable().describe('Until when its files are kept.'),
    parent_id: z.string().nullable(),
    metadata: z.record(z.string(), z.string()),
    result: z
      .strictObject({
        url: z.string().nullable().describe('The first file.'),
        data: z.array(file),
        details: z.record(z.string(), z.json()).optional().describe('What else came out, such as lyrics.'),
      })
      .nullable(),
    error: z.strictObject({ code: z.string(), message: z.string() }).nullable(),
    cost: z.number().nullable().describe('In USD, once it has ended.'),
  })
  .meta({ id: 'Task' })

export const tasksQuerySchema = z.object({
  after: z.string().max(100).optional().describe('The last task of the page before.'),
  limit: z.coerce.number().int().min(1).max(100).default(20).describe('How many at most.'),
  order: z.enum(['asc', 'desc']).default('desc').describe('By when they were created.'),
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
