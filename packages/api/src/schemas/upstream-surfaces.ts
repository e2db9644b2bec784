import { jsonValue } from '@gptget/contracts'
import { z } from 'zod'

/** The fields of midjourney-proxy's clients; others are passed to the provider unchanged. */
export const mjSubmitRequestSchema = z
  .object({
    model: z.string().max(200).optional().describe('The model. Default: the configured one.'),
    prompt: z.string().max(32_000).optional().describe('What it should show.'),
    base64: z.string().max(16_000_000).optional().describe('An image, as a data URL.'),
    base64Array: z.array(z.string().max(16_000_000)).max(5).optional().describe('Images, as data URLs.'),
    taskId: z.string().max(100).optional().describe('The task that this one continues.'),
    notifyHook: z
      .url()
      .max(2_000)
      .optional()
      .describe('A URL that is notified when it ends, like a webhook.'),
    state: z.string().max(1_000).optional().describe('Your own note.'),
  })
  .catchall(jsonValue)
  .meta({ id: 'MjSubmitRequest' })

export const mjSubmittedSchema = z
  .looseObject({ code: z.int(), description: z.string(), result: z.string() })
  .meta({ id: 'MjSubmitted' })

export const mjListRequestSchema = z
  .object({ ids: z.array(z.string().max(100)).min(1).max(100).describe('The ids of tasks.') })
  .meta({ id: 'TaskIdsRequest' })

export const mjTaskSchema = z
  .looseObject({
    id: z.string(),
    action: z.string(),
    status: z.enum(['SUBMITTED', 'IN_PROGRESS', 'SUCCESS', 'FAILURE']),
    progress: z.string(),
    imageUrl: z.string(),
    failReason: z.string(),
    buttons: z.array(jsonValue),
  })
  .meta({ id: 'MjTask' })
export const mjTasksSchema = z.array(mjTaskSchema)

/** The fields of Suno wrappers' clients; others are passed to the provider unchanged. */
export const sunoSubmitRequestSchema = z
  .object({
    model: z.string().max(200).optional().describe('The model. Default: the configured one.'),
    prompt: z.string().max(10_000).optional().describe('The lyrics; for `lyrics`, their topic.'),
    mv: z.string().max(100).optional().describe('The provider’s version; the model determines it.'),
    title: z.string().max(200).optional().describe('The title of the song.'),
    tags: z.string().max(500).optional().describe('Its style.'),
    make_instrumental: z.boolean().optional().describe('Whether to leave out vocals.'),
    task_id: z.string().max(100).optional().describe('The task that this one continues.'),
    notify_hook: z
      .url()
      .max(2_000)
      .optional()
      .describe('A URL that is notified when it ends, like a webhook.'),
  })
  .catchall(jsonValue)
  .meta({ id: 'SunoSubmitRequest' })

export const sunoSubmittedSchema = z
  .looseObject({ code: z.literal('success'), data: z.string() })
  .meta({ id: 'SunoSubmitted' })

const sunoTask = z.looseObject({
  task_id: z.string(),
  status: z.enum(['SUBMITTED', 'IN_PROGRESS', 'SUCCESS', 'FAILURE']),
  fail_reason: z.string(),
  data: z.array(jsonValue),
})
export const sunoTaskSchema = z
  .looseObject({ code: z.literal('success'), data: sunoTask })
  .meta({ id: 'SunoTask' })
export const sunoTasksSchema = z
  .looseObject({ code: z.literal('success'), data: z.array(sunoTask) })
  .meta({ id: 'SunoTasks' })
