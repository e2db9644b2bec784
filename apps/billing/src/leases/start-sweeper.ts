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
export const startSweeper = (context: UsageContext, options: SweeperOptions): { stop(): Promise<void> } => {
  const abort = new AbortController()
  const running = runSweeper(context, options, abort.signal)
  return {
    stop: () => {
      abort.abort()
      return running
    },
  }
}

const runSweeper = async (
  context: UsageContext,
  options: SweeperOptions,
  signal: AbortSignal,
): Promise<void> => {
  let steadySince = context.now().getTime()
  try {
    for await (const _ of setInterval(options.intervalMs, undefined, { signal })) {
      if (!options.isConnected()) steadySince = context.now().getTime()
      const isOpenIncluded = context.now().getTime() - steadySince >= options.steadyMs
      const isSwept = await trySweep(context, isOpenIncluded)
      if (!isSwept) steadySince = context.now().getTime()
    }
  } catch (error) {
    if (!signal.aborted) throw error
  }
}

const trySweep = async (context: UsageContext, isOpenIncluded: boolean): Promise<boolean> => {
  try {
    const { closedCount, returnedNanoUsd } = await sweepLeases(context, { isOpenIncluded })
    if (closedCount > 0)
      context.logger.info({ closedCount, returnedNanoUsd: String(returnedNanoUsd) }, 'leases closed')
    return true
  } catch (error) {
    context.logger.warn({ err: error, isDatabaseDown: isDatabaseDown(error) }, 'leases could not be swept')
    return false
  }
}
