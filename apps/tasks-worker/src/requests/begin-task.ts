import { deleteMedium } from '@gptget/contracts'
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

/** Creates the task of a request, from any API. The images of one that is refused or repeated are not kept. */
export const beginTask = async (context: Context, c: C, format: TaskFormat): Promise<TaskRow> => {
  const name = context.makeId()
  const ids = { taskId: `${WAYS[format.type].prefix}_${name}`, inputId: `inp_${name}` }
  const inputs = { accountId: c.var.key.accountId, mediaId: ids.inputId }
  let isKept = false
  try {
    const row = await createAsked(context, c, format, ids)
    isKept = row.task_id === ids.taskId
    return row
  } finally {
    if (!isKept) void dropInputs(context, inputs, ids.taskId)
  }
}

type Ids = { taskId: string; inputId: string }

const createAsked = async (
  context: Context,
  c: C,
  format: TaskFormat,
  { taskId, inputId }: Ids,
): Promise<TaskRow> => {
  const { asked, ...sent } = await receiveTask(context, c, format, inputId)
  const { type, model, callback_url: callbackUrl, metadata = {}, parent_id: parentId } = asked
  const caller = callerOf(c)
  const images = await storePictures(context, { accountId: caller.accountId, mediaId: inputId }, sent)
  return createTask(context, caller, {
    ...headOf(context, c, WAYS[format.type].surface),
    taskId,
    inputId,
    type,
    model: model ?? null,
    request: taskRequestOf(asked, images),
    metadata,
    callbackUrl: callbackUrl === undefined ? null : requireReceiver(context, callbackUrl, 'callback_url'),
    parentId: parentId ?? null,
  })
}

/** A task that is stored, but could not be begun, still needs them: its request may be repeated. */
const dropInputs = async (
  { bus, db, logger }: Context,
  medium: { accountId: string; mediaId: string },
  taskId: string,
): Promise<void> => {
  try {
    const row = await db
      .selectFrom('tasks')
      .select('task_id')
      .where('task_id', '=', taskId)
      .executeTakeFirst()
    if (row === undefined) await bus.call(deleteMedium, medium)
  } catch (error) {
    // They are removed within a day anyway.
    logger.info({ err: error }, 'the images of a refused task were not removed yet')
  }
}
