import { sql } from 'kysely'
import type { Context } from '../context.ts'
import type { TaskRow } from '../db/schema/tasks.ts'
import { UPSTREAM } from '../polls/poll-pace.ts'

type Claim = { accountId: string; limit: number }

/**
 * Takes due steps of an account, the longest due first, and postpones when they are due again: if this process dies,
 * another one finds them then. No two processes get the same one.
 */
export const claimSteps = async (context: Context, { accountId, limit }: Claim): Promise<TaskRow[]> => {
  const now = context.now()
  const { taskLeaseMs: leaseMs } = context.config
  return context.db
    .updateTable('tasks')
    .set({ due_at: new Date(now.getTime() + leaseMs), version: sql`version + 1` })
    .where('task_id', 'in', (of) =>
      of
        .selectFrom('tasks')
        .select('task_id')
        .where('due_at', '<=', now)
        .where('state', '<>', 'running')
        .where('account_id', '=', accountId)
        .orderBy('due_at')
        .limit(limit)
        .forUpdate()
        .skipLocked(),
    )
    .returningAll()
    .execute()
}

/** What a poll needs of a task: hundreds are polled each second. */
const POLLED_COLUMNS = [
  'task_id',
  'account_id',
  'version',
  'route',
  'handle',
  'progress',
  'is_progress_guessed',
  'submitted_at',
  'created_at',
  'usual_ms',
  'poll_ms',
  'most_per_poll',
  'attempts',
  'cancel_asked_at',
  'deadline_at',
] as const
export type PolledRow = Pick<TaskRow, (typeof POLLED_COLUMNS)[number]>

/**
 * Takes tasks that a provider works on, and says when they are polled next: most polls bring no news, and need no
 * second write. The version stays, because a poll decides nothing by itself.
 */
export const claimPolls = async (context: Context, limit: number): Promise<PolledRow[]> => {
  const { db, now, pollPace } = context
  const due = await db
    .selectFrom('tasks')
    .select([...POLLED_COLUMNS, UPSTREAM.as('upstream')])
    .where('due_at', '<=', now())
    .where('state', '=', 'running')
    .orderBy('due_at')
    .limit(limit)
    .execute()
  if (due.length === 0) return []
  const at = now()
  const turns = due.map((row) => ({ row, ...pollPace.takeTurn(row, row.upstream) }))
  const ids = due.map(({ task_id }) => task_id)
  const next = turns.map(({ waitMs }) => new Date(at.getTime() + waitMs))
  // Another process may have taken some of them meanwhile.
  const { rows } = await sql<{ task_id: string }>`
    update tasks set due_at = next.due_at
    from unnest(${ids}::text[], ${next}::timestamptz[]) as next (task_id, due_at)
    where tasks.task_id = next.task_id and tasks.task_id in (
      select task_id from tasks where task_id = any(${ids}) and due_at <= ${at} and state = 'running'
      for update skip locked)
    returning tasks.task_id`.execute(db)
  const taken = new Set(rows.map(({ task_id }) => task_id))
  return turns.flatMap(({ row, isPolled }) => (isPolled && taken.has(row.task_id) ? [row] : []))
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

/** Says when open tasks are due; with `state`, only those that are in it. */
export const setDue = async (
  { db, now }: Context,
  rows: readonly Pick<TaskRow, 'task_id'>[],
  { inMs, state }: { inMs: number; state?: TaskRow['state'] },
): Promise<void> => {
  if (rows.length === 0) return
  const ids = rows.map(({ task_id }) => task_id)
  await db
    .updateTable('tasks')
    .set({ due_at: new Date(now().getTime() + inMs) })
    .where('task_id', 'in', ids)
    .where('due_at', 'is not', null)
    .$if(state !== undefined, (open) => open.where('state', '=', state!))
    .execute()
}
