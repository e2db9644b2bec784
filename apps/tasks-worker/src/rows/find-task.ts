import { PublicError } from '@gptget/errors'
import type { Context } from '../context.ts'
import type { TaskRow } from '../db/schema/tasks.ts'
import type { TaskType } from '@gptget/contracts'
import { asSeen } from './progress.ts'
import { statesOf, type TaskStatus } from './public-status.ts'

/** @throws PublicError `not_found`, also for another account's */
export const requireTask = async (
  { db, now }: Context,
  accountId: string,
  taskId: string,
): Promise<TaskRow> => {
  const row = await db
    .selectFrom('tasks')
    .selectAll()
    .where('task_id', '=', taskId)
    .where('account_id', '=', accountId)
    .executeTakeFirst()
  if (row !== undefined) return asSeen(row, now())
  throw new PublicError('not_found', `There is no task "${taskId.slice(0, 100)}".`, { param: 'id' })
}

/** Those of the ids that belong to the account, unordered. */
export const findTasks = async (
  { db, now }: Context,
  accountId: string,
  ids: readonly string[],
): Promise<TaskRow[]> => {
  const rows = await db
    .selectFrom('tasks')
    .selectAll()
    .where('account_id', '=', accountId)
    .where('task_id', 'in', [...ids])
    .execute()
  return rows.map((row) => asSeen(row, now()))
}

export type TaskPage = {
  after: string | undefined
  limit: number
  order: 'asc' | 'desc'
  type?: TaskType | undefined
  status?: TaskStatus | undefined
  model?: string | undefined
}

/**
 * A page of an account's tasks, by default newest first. `hasMore`: there is another page.
 * @throws PublicError if `after` is not one of its tasks
 */
export const listTasks = async (
  context: Context,
  accountId: string,
  { after, limit, order, type, status, model }: TaskPage,
): Promise<{ rows: TaskRow[]; hasMore: boolean }> => {
  const start = after === undefined ? null : await requireTask(context, accountId, after)
  let query = context.db
    .selectFrom('tasks')
    .selectAll()
    .where('account_id', '=', accountId)
    .orderBy('created_at', order)
    .orderBy('task_id', order)
    .limit(limit + 1)
  if (type !== undefined) query = query.where('type', '=', type)
  if (model !== undefined) query = query.where('model', '=', model)
  if (status !== undefined) query = query.where('state', 'in', statesOf(status))
  if (start !== null)
    query = query.where((of) =>
      of(
        of.refTuple('created_at', 'task_id'),
        order === 'asc' ? '>' : '<',
        of.tuple(start.created_at, start.task_id),
      ),
    )
  const rows = await query.execute()
  const seen = rows.slice(0, limit).map((row) => asSeen(row, context.now()))
  return { rows: seen, hasMore: rows.length > limit }
}
