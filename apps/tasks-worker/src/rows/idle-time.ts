import type { Context } from '../context.ts'

/** A process learns of its own work at once, and finds what others have left behind within this time. */
const LONGEST_IDLE_MS = 1_000

/** How long nothing is due in a table, as far as is known now: 0 if something is due. One look at an index. */
export const idleMsOf = async (
  { db, now }: Context,
  table: 'tasks' | 'webhook_deliveries',
): Promise<number> => {
  const next = await db
    .selectFrom(table)
    .select('due_at')
    .where('due_at', 'is not', null)
    .orderBy('due_at')
    .limit(1)
    .executeTakeFirst()
  const dueInMs = next?.due_at ? next.due_at.getTime() - now().getTime() : LONGEST_IDLE_MS
  return Math.max(0, Math.min(dueInMs, LONGEST_IDLE_MS))
}
