import { setInterval } from 'node:timers/promises'
import { isDatabaseDown } from '@gptget/postgres'
import type { UsageContext } from '../context.ts'
import { sweepLeases } from './sweep-leases.ts'

export type SweeperOptions = {
  intervalMs: number
  /**
   * For how long everything must have been reachable before leases of silent holders are closed. While billing,
   * Postgres or NATS is away no holder can renew: their silence then says nothing about them.
   */
  steadyMs: number
  isConnected: () => boolean
}

/** Sweeps leases every so often until stopped. */
export const startSweeper = (ctx: UsageContext, options: SweeperOptions): { stop(): Promise<void> } => {
  const abort = new AbortController()
  const running = runSweeper(ctx, options, abort.signal)
  return {
    stop: () => {
      abort.abort()
      return running
    },
  }
}

const runSweeper = async (ctx: UsageContext, options: SweeperOptions, signal: AbortSignal): Promise<void> => {
  let steadySince = ctx.now().getTime()
  try {
    for await (const _ of setInterval(options.intervalMs, undefined, { signal })) {
      if (!options.isConnected()) steadySince = ctx.now().getTime()
      const isOpenIncluded = ctx.now().getTime() - steadySince >= options.steadyMs
      const isSwept = await trySweep(ctx, isOpenIncluded)
      if (!isSwept) steadySince = ctx.now().getTime()
    }
  } catch (error) {
    if (!signal.aborted) throw error
  }
}

const trySweep = async (ctx: UsageContext, isOpenIncluded: boolean): Promise<boolean> => {
  try {
    const { closedCount, returnedNanoUsd } = await sweepLeases(ctx, { isOpenIncluded })
    if (closedCount > 0)
      ctx.logger.info({ closedCount, returnedNanoUsd: String(returnedNanoUsd) }, 'leases closed')
    return true
  } catch (error) {
    ctx.logger.warn({ err: error, isDatabaseDown: isDatabaseDown(error) }, 'leases could not be swept')
    return false
  }
}
