import { sql } from 'kysely'
import type { Context } from '../context.ts'
import type { TaskRow } from '../db/schema/tasks.ts'

/**
 * Takes due tasks, the longest due first, and postpones when they are due again: if this process dies, another one
 * finds them then. No two processes get the same one.
 */
export const claimDue = async (context: Context, limit: number, leaseMs: number): Promise<TaskRow[]> => {
  const now = context.now()
  return context.db
    .updateTable('tasks')
    .set({ due_at: new Date(now.getTime() + leaseMs), version: sql`version + 1` })
    .where('task_id', 'in', (of) =>
      of
        .selectFrom('tasks')
        .select('task_id')
        .where('due_at', '<=', now)
        .orderBy('due_at')
        .limit(limit)
        .forUpdate()
        .skipLocked(),
    )
    .returningAll()
    .execute()
}

/** Postpones tasks without news in one statement. Those that were changed meanwhile are left alone. */
export const putOff = async (
  { db }: Context,
  rows: readonly { row: TaskRow; dueAt: Date }[],
): Promise<void> => {
  if (rows.length === 0) return
  const values = rows.map(
    ({ row, dueAt }) => sql`(${row.task_id}::text, ${row.version}::bigint, ${dueAt}::timestamptz)`,
  )
  await sql`update tasks set due_at = next.due_at
    from (values ${sql.join(values)}) as next (task_id, version, due_at)
    where tasks.task_id = next.task_id and tasks.version = next.version`.execute(db)
}
