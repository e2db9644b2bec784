import { cancelUpstreamTask, deleteMedium } from '@gptget/contracts'
import { PublicError } from '@gptget/errors'
import type { Context } from '../context.ts'
import type { TaskRow } from '../db/schema/tasks.ts'
import { requireTask } from '../rows/find-task.ts'
import { isEnded, statusOf } from '../rows/public-status.ts'
import { handleOf, routeOf } from '../rows/read-row.ts'
import { endAs } from '../transitions/end-as.ts'

const CANCEL_TIMEOUT_MS = 90_000

/**
 * Cancels a task: at once if it has not started; a running one if its provider can cancel, after the provider confirms.
 * @throws PublicError 404, 409 if it has ended or cannot be cancelled
 */
export const cancelTask = async (context: Context, accountId: string, taskId: string): Promise<TaskRow> => {
  const row = await requireTask(context, accountId, taskId)
  if (row.state === 'cancelled') return row
  if (isEnded(row)) throw new PublicError('conflict', `The task has already ended: it is ${statusOf(row)}.`)
  if (row.state === 'created' || row.state === 'waiting') {
    const ended = await endAs(context, row, { state: 'cancelled', failure: null, quantities: null })
    if (ended !== null) return ended
    return cancelTask(context, accountId, taskId)
  }
  // Before the provider is called, because a poll may see the cancellation before the call returns.
  const marked = await markCancelled(context, row)
  if (row.state === 'running') await askProvider(context, row)
  return marked
}

const askProvider = async (context: Context, row: TaskRow): Promise<void> => {
  const asked = { accountId: row.account_id, taskId: row.task_id, route: routeOf(row), handle: handleOf(row) }
  const { outcome } = await context.bus.call(cancelUpstreamTask, asked, { timeoutMs: CANCEL_TIMEOUT_MS })
  if (outcome === 'unsupported') {
    await unmark(context, row)
    throw new PublicError('conflict', 'Its provider cannot cancel: the task will be completed and charged.')
  }
  // The mark stays: the request may have arrived, and each poll repeats it.
  if (outcome === 'unreachable')
    throw new PublicError(
      'provider_unavailable',
      'The provider could not be reached to cancel the task. Try again.',
    )
}

/** The version stays: a worker in the middle of a step must not lose its result. */
const markCancelled = async ({ db, now, due }: Context, row: TaskRow): Promise<TaskRow> => {
  const marked = await db
    .updateTable('tasks')
    .set({ cancel_asked_at: now(), ...(row.state === 'running' ? { due_at: now() } : {}) })
    .where('task_id', '=', row.task_id)
    .where('due_at', 'is not', null)
    .returningAll()
    .executeTakeFirst()
  due.tell()
  return marked ?? row
}

const unmark = async ({ db }: Context, { task_id }: TaskRow): Promise<void> => {
  await db.updateTable('tasks').set({ cancel_asked_at: null }).where('task_id', '=', task_id).execute()
}

/** Deletes a finished task and its files. @throws PublicError 404, 409 if it is running */
export const deleteTask = async (context: Context, accountId: string, taskId: string): Promise<void> => {
  const row = await requireTask(context, accountId, taskId)
  if (!isEnded(row))
    throw new PublicError('conflict', 'The task has not ended. Cancel it first, or wait until it ends.')
  await context.bus.call(deleteMedium, { accountId, mediaId: taskId }, { attempts: 2 })
  await context.db.deleteFrom('tasks').where('task_id', '=', taskId).execute()
}
