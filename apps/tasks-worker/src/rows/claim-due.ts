import { sql } from 'kysely'
import type { Context } from '../context.ts'
import type { TaskRow } from '../db/schema/tasks.ts'

type Claim = {
  /** Tasks that a provider works on, or those of one account with a due step. */
  which: { state: 'running' } | { accountId: string }
  limit: number
  leaseMs: number
}

/**
 * Takes due tasks, the longest due first, and postpones when they are due again: if this process dies, another one
 * finds them then. No two processes get the same one.
 */
export const claimDue = async (context: Context, { which, limit, leaseMs }: Claim): Promise<TaskRow[]> => {
  const now = context.now()
  return context.db
    .updateTable('tasks')
    .set({ due_at: new Date(now.getTime() + leaseMs), version: sql`version + 1` })
    .where('task_id', 'in', (of) =>
      of
        .selectFrom('tasks')
        .select('task_id')
        .where('due_at', '<=', now)
        .$if('state' in which, (due) => due.where('state', '=', 'running'))
        .$if('accountId' in which, (due) =>
          due
            .where('state', '<>', 'running')
            .where('account_id', '=', 'accountId' in which ? which.accountId : ''),
        )
        .orderBy('due_at')
        .limit(limit)
        .forUpdate()
        .skipLocked(),
    )
    .returningAll()
    .execute()
}

/** The account that has waited longest for a step, without those that are full; null if none waits. */
export const findNextAccount = async (
  { db, now }: Context,
  full: readonly string[],
): Promise<string | null> => {
  const row = await db
    .selectFrom('tasks')
    .select('account_id')
    .where('due_at', '<=', now())
    .where('state', '<>', 'running')
    .$if(full.length > 0, (of) => of.where('account_id', 'not in', full))
    .orderBy('due_at')
    .limit(1)
    .executeTakeFirst()
  return row?.account_id ?? null
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
