import { startSweeper } from '@gptget/runtime'
import type { Sweeper } from '@gptget/runtime'
import type { Context } from '../context.ts'
import { forgetDeliveries } from '../webhooks/deliver.ts'
import { renewTaskHolds } from './renew-holds.ts'

const SWEEP_INTERVAL_MS = 3_600_000
const RENEWAL_MS = 120_000
const BATCH = 500

/** Forgets tasks that ended long ago. Resolves with their number. */
const sweepTasks = async ({ db, now }: Context): Promise<number> => {
  for (let sweptCount = 0; ;) {
    const expired = db
      .selectFrom('tasks')
      .select('task_id')
      .where('expires_at', '<=', now())
      .where('due_at', 'is', null)
      .limit(BATCH)
    const { numDeletedRows } = await db.deleteFrom('tasks').where('task_id', 'in', expired).executeTakeFirst()
    sweptCount += Number(numDeletedRows)
    if (numDeletedRows < BATCH) return sweptCount
  }
}

/** Housekeeping for tasks. */
export const startTaskSweepers = (context: Context): Sweeper[] => [
  startSweeper({
    intervalMs: SWEEP_INTERVAL_MS,
    startsAtOnce: true,
    sweep: async () => {
      await sweepTasks(context)
      await forgetDeliveries(context)
    },
    onError: (error) => context.logger.warn({ err: error }, 'tasks could not be swept'),
  }),
  startSweeper({
    intervalMs: RENEWAL_MS,
    startsAtOnce: true,
    sweep: () => renewTaskHolds(context),
    onError: (error) => context.logger.warn({ err: error }, 'holds of tasks could not be renewed'),
  }),
]
