import { PublicError } from '@gptget/errors'
import type { Context } from '../context.ts'
import type { TaskRow } from '../db/schema/tasks.ts'

/** The task that this one continues; null without one, or if it no longer exists. */
export const findParent = async (
  { db }: Context,
  { account_id, parent_id }: Pick<TaskRow, 'account_id' | 'parent_id'>,
): Promise<TaskRow | null> => {
  if (parent_id === null) return null
  const row = await db
    .selectFrom('tasks')
    .selectAll()
    .where('task_id', '=', parent_id)
    .where('account_id', '=', account_id)
    .executeTakeFirst()
  return row ?? null
}

/** @throws PublicError if it does not exist or is not completed */
export const requireParent = async (
  context: Context,
  accountId: string,
  taskId: string,
): Promise<TaskRow> => {
  const row = await findParent(context, { account_id: accountId, parent_id: taskId })
  if (row === null) throw new PublicError('not_found', `There is no task "${taskId.slice(0, 100)}".`)
  if (row.state === 'completed' && row.handle !== null) return row
  throw new PublicError(
    'conflict',
    `The task "${taskId}" is not completed: only a completed task can be remixed.`,
  )
}
