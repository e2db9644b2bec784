import type { createTaskRequestSchema } from '@gptget/api/schemas/tasks'
import type { z } from 'zod'
import type { Context } from '../context.ts'
import type { Surface, TaskRow } from '../db/schema/tasks.ts'
import { createTask } from '../tasks/create-task.ts'
import { callerOf, headOf, type C } from './asked.ts'
import { requireReceiver } from '../webhooks/endpoints.ts'
import { taskRequestOf } from './task-request.ts'

type Asked = z.output<typeof createTaskRequestSchema>

/** Creates the task of a request, from any API. */
export const beginTask = async (
  context: Context,
  c: C,
  { surface, taskId, inputId }: { surface: Surface; taskId: string; inputId: string },
  { type, model, ...asked }: Asked,
): Promise<TaskRow> => {
  const caller = callerOf(c)
  const owner = { accountId: caller.accountId, mediaId: inputId }
  return createTask(context, caller, {
    ...headOf(context, c, surface),
    taskId,
    type,
    model: model ?? null,
    request: await taskRequestOf(context, owner, asked),
    metadata: asked.metadata ?? {},
    callbackUrl:
      asked.callback_url === undefined ? null : requireReceiver(context, asked.callback_url, 'callback_url'),
    parentId: asked.parent_id ?? null,
  })
}
