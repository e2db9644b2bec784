import type { Context } from '../context.ts'

const SWEEP_INTERVAL_MS = 3_600_000
const BATCH = 500

/** Takes out responses whose time is over. Resolves how many. */
export const sweepResponses = async (ctx: Context): Promise<number> => {
  for (let sweptCount = 0; ;) {
    const expired = ctx.db
      .selectFrom('responses')
      .select('response_id')
      .where('expires_at', '<=', ctx.now())
      .limit(BATCH)
    const { numDeletedRows } = await ctx.db
      .deleteFrom('responses')
      .where('response_id', 'in', expired)
      .executeTakeFirst()
    sweptCount += Number(numDeletedRows)
    if (numDeletedRows < BATCH) return sweptCount
  }
}

/** Sweeps now and every hour. Answers how to stop. */
export const startSweeper = (ctx: Context): (() => void) => {
  const sweep = (): void => {
    sweepResponses(ctx).then(
      (sweptCount) => ctx.logger.info({ sweptCount }, 'responses swept'),
      (error: unknown) => ctx.logger.warn({ err: error }, 'responses could not be swept'),
    )
  }
  sweep()
  const timer = setInterval(sweep, SWEEP_INTERVAL_MS).unref()
  return () => clearInterval(timer)
}
