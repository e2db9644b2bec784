import { renewHolds } from '@gptget/contracts'
import type { Context } from '../context.ts'
import { OWNER, subjectOf } from '../steps/settle.ts'

const BATCH = 1_000

/** Tells billing that the holds of open tasks are still in use. */
export const renewTaskHolds = async ({ bus, db }: Context): Promise<void> => {
  for (let after = ''; ;) {
    const rows = await db
      .selectFrom('tasks')
      .select('task_id')
      .where('due_at', 'is not', null)
      .where('state', '!=', 'created')
      .where('task_id', '>', after)
      .orderBy('task_id')
      .limit(BATCH)
      .execute()
    if (rows.length === 0) return
    await bus.call(renewHolds, { owner: OWNER, subjects: rows.map(({ task_id }) => subjectOf(task_id)) })
    after = rows.at(-1)!.task_id
  }
}
