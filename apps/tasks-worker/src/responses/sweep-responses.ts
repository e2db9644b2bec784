import type { Context } from '../context.ts'

const SWEEP_INTERVAL_MS = 3_600_000
const BATCH = 500

/** Takes out responses whose time is over. Resolves how many. */
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

/** Sweeps now and every hour. Answers how to stop. */
export const startSweeper = (context: Context): (() => void) => {
  const sweep = (): void => {
    sweepResponses(context).then(
      (sweptCount) => context.logger.info({ sweptCount }, 'responses swept'),
      (error: unknown) => context.logger.warn({ err: error }, 'responses could not be swept'),
    )
  }
  sweep()
  const timer = setInterval(sweep, SWEEP_INTERVAL_MS).unref()
  return () => clearInterval(timer)
}
