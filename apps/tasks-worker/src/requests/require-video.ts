import { PublicError } from '@gptget/errors'
import type { Context } from '../context.ts'
import type { TaskRow } from '../db/schema/tasks.ts'
import { requireTask } from '../rows/find-task.ts'

/** @throws PublicError `not_found`, also for a task of another type */
export const requireVideo = async (context: Context, accountId: string, id: string): Promise<TaskRow> => {
  const row = await requireTask(context, accountId, id)
  if (row.type === 'video') return row
  throw new PublicError('not_found', `There is no video "${id.slice(0, 100)}".`, { param: 'id' })
}
