import type { TaskFormat } from '../bodies/read-task.ts'
import type { Context } from '../context.ts'
import type { Surface, TaskRow } from '../db/schema/tasks.ts'
import { createTask } from '../tasks/create-task.ts'
import { callerOf, headOf, type C } from './asked.ts'
import { requireReceiver } from '../webhooks/endpoints.ts'
import { receiveTask } from './receive-task.ts'
import { storePictures } from './store-pictures.ts'
import { taskRequestOf } from './task-request.ts'

type Way = { surface: Surface; prefix: 'task' | 'vid' }

/** The API of each format, and how the ids of its tasks begin. */
const WAYS: Record<TaskFormat['type'], Way> = {
  tasks: { surface: 'tasks', prefix: 'task' },
  videos: { surface: 'videos', prefix: 'vid' },
  'google-videos': { surface: 'gemini', prefix: 'vid' },
  mj: { surface: 'mj', prefix: 'task' },
  suno: { surface: 'suno', prefix: 'task' },
}

/** Creates the task of a request, from any API. */
export const beginTask = async (context: Context, c: C, format: TaskFormat): Promise<TaskRow> => {
  const { surface, prefix } = WAYS[format.type]
  const name = context.makeId()
  const inputId = `inp_${name}`
  const { asked, ...sent } = await receiveTask(context, c, format, inputId)
  const { type, model, callback_url: callbackUrl, metadata = {}, parent_id: parentId } = asked
  const caller = callerOf(c)
  const images = await storePictures(context, { accountId: caller.accountId, mediaId: inputId }, sent)
  return createTask(context, caller, {
    ...headOf(context, c, surface),
    taskId: `${prefix}_${name}`,
    inputId,
    type,
    model: model ?? null,
    request: taskRequestOf(asked, images),
    metadata,
    callbackUrl: callbackUrl === undefined ? null : requireReceiver(context, callbackUrl, 'callback_url'),
    parentId: parentId ?? null,
  })
}
