import { taskChanged } from '@gptget/contracts'
import { withTransaction } from '@gptget/postgres'
import type { Updateable } from 'kysely'
import type { Context } from '../context.ts'
import type { Transaction } from '../db/schema/index.ts'
import type { TaskRow, TasksTable } from '../db/schema/tasks.ts'
import { describeTask } from '../answers/describe-task.ts'
import { isEnded, statusOf } from '../rows/public-status.ts'
import { writeDeliveries } from '../webhooks/write-deliveries.ts'

export type Changes = Omit<Updateable<TasksTable>, 'task_id' | 'account_id' | 'version'>

/**
 * Changes a task if no one else has changed it since it was read, else null. A change that callers can see is one more
 * event of the task, in the same transaction.
 */
export const changeTask = async (
  context: Context,
  row: TaskRow,
  changes: Changes,
): Promise<TaskRow | null> => {
  const changed = await withTransaction(context.db, async (tx) => {
    const next = await tx
      .updateTable('tasks')
      .set((of) => ({ ...changes, version: of('version', '+', '1') }))
      .where('task_id', '=', row.task_id)
      .where('version', '=', row.version)
      .returningAll()
      .executeTakeFirst()
    if (next !== undefined && isSeen(row, next)) await writeEvent(context, tx, next)
    if (next !== undefined && isEnded(next)) await writeDeliveries(context, tx, next)
    return next ?? null
  })
  if (changed !== null && isSeen(row, changed)) tell(context, changed)
  if (changed?.due_at != null && changed.due_at <= context.now()) context.due.tell()
  if (changed !== null && isEnded(changed)) context.deliveriesDue.tell()
  return changed
}

/** A broadcast does not return to its sender. */
const tell = ({ bus, listeners }: Context, { task_id: taskId }: TaskRow): void => {
  bus.emit(taskChanged, { taskId })
  listeners.tell(taskId)
}

const isSeen = (before: TaskRow, after: TaskRow): boolean =>
  statusOf(before) !== statusOf(after) || before.progress !== after.progress

/** The version numbers the events of a task. */
export const writeEvent = async (context: Context, tx: Transaction, row: TaskRow): Promise<void> => {
  await tx
    .insertInto('task_events')
    .values({
      task_id: row.task_id,
      seq: BigInt(row.version),
      data: JSON.stringify(describeTask(row)),
      created_at: context.now(),
    })
    .execute()
}
