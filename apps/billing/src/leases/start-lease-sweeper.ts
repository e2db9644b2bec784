import { isDatabaseDown } from '@gptget/postgres'
import { startSweeper } from '@gptget/runtime'
import type { Sweeper } from '@gptget/runtime'
import type { UsageContext } from '../context.ts'
import { sweepLeases } from './sweep-leases.ts'

export type LeaseSweeperOptions = {
  intervalMs: number
  /**
   * How long everything must have been reachable before leases of silent holders are closed. While billing, Postgres or
   * NATS is down, no holder can renew, so silence means nothing.
   */
  steadyMs: number
  isConnected: () => boolean
}

/** Sweeps leases at an interval until stopped. */
export const startLeaseSweeper = (
  context: UsageContext,
  { intervalMs, steadyMs, isConnected }: LeaseSweeperOptions,
): Sweeper => {
  const now = (): number => context.now().getTime()
  let steadySince = now()
  return startSweeper({
    intervalMs,
    sweep: async () => {
      if (!isConnected()) steadySince = now()
      const { closedCount, returnedNanoUsd } = await sweepLeases(context, {
        isOpenIncluded: now() - steadySince >= steadyMs,
      })
      if (closedCount > 0)
        context.logger.info({ closedCount, returnedNanoUsd: String(returnedNanoUsd) }, 'leases closed')
    },
    onError: (error) => {
      steadySince = now()
      context.logger.warn({ err: error, isDatabaseDown: isDatabaseDown(error) }, 'leases could not be swept')
    },
  })
}
