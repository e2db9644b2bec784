import { taskChanged } from '@gptget/contracts'
import { withTransaction } from '@gptget/postgres'
import { sql, type Updateable } from 'kysely'
import type { Context } from '../context.ts'
import type { Transaction } from '../db/schema/index.ts'
import type { TaskRow, TasksTable } from '../db/schema/tasks.ts'
import { describeTask } from '../answers/describe-task.ts'
import { asSeen } from '../rows/progress.ts'
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

export const writeEvent = (context: Context, tx: Transaction, row: TaskRow): Promise<void> =>
  writeEvents(context, tx, [row])

/** The version numbers the events of a task. */
const writeEvents = async ({ now }: Context, tx: Transaction, rows: readonly TaskRow[]): Promise<void> => {
  await tx
    .insertInto('task_events')
    .values(
      rows.map((row) => ({
        task_id: row.task_id,
        seq: BigInt(row.version),
        data: JSON.stringify(describeTask(asSeen(row, now()))),
        created_at: now(),
      })),
    )
    .execute()
}

export type Progress = { row: Pick<TaskRow, 'task_id' | 'version'>; percent: number; isGuessed: boolean }

/** Notes the progress of running tasks together. Those that were changed meanwhile are left alone. */
export const changeProgress = async (context: Context, changes: readonly Progress[]): Promise<void> => {
  if (changes.length === 0) return
  const values = changes.map(
    ({ row: { task_id, version }, percent, isGuessed }) =>
      sql`(${task_id}::text, ${version}::bigint, ${percent}::integer, ${isGuessed}::boolean)`,
  )
  const changed = await withTransaction(context.db, async (tx) => {
    const { rows } = await sql<TaskRow>`
      update tasks set progress = next.percent, is_progress_guessed = next.is_guessed, attempts = 0, version = next.version + 1
      from (values ${sql.join(values)}) as next (task_id, version, percent, is_guessed)
      where tasks.task_id = next.task_id and tasks.version = next.version
      returning tasks.*`.execute(tx)
    if (rows.length > 0) await writeEvents(context, tx, rows)
    return rows
  })
  for (const row of changed) tell(context, row)
}
