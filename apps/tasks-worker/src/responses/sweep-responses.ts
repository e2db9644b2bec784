import { startSweeper } from '@gptget/runtime'
import type { Sweeper } from '@gptget/runtime'
import type { Context } from '../context.ts'

const SWEEP_INTERVAL_MS = 3_600_000
const BATCH = 500

/** Deletes expired responses. Resolves with their number. */
export const sweepResponses = async (context: Context): Promise<number> => {
  for (let sweptCount = 0; ;) {
    const expired = context.db
      .selectFrom('responses')
      .select('response_id')
      .where('expires_at', '<=', context.now())
      .limit(BATCH)
    const { numDeletedRows } = await context.db
      .deleteFrom('responses')
      .where('response_id', 'in', expired)
      .executeTakeFirst()
    sweptCount += Number(numDeletedRows)
    if (numDeletedRows < BATCH) return sweptCount
  }
}

/** Sweeps now and every hour, until stopped. */
export const startResponseSweeper = (context: Context): Sweeper =>
  startSweeper({
    intervalMs: SWEEP_INTERVAL_MS,
    startsAtOnce: true,
    sweep: async () => context.logger.info({ sweptCount: await sweepResponses(context) }, 'responses swept'),
    onError: (error) => context.logger.warn({ err: error }, 'responses could not be swept'),
  })
