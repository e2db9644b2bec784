import type { UsageEvent } from '@gptget/contracts'
import type { Context } from '../context.ts'
import { settleUsage } from './settle-usage.ts'

/** Books usage as it comes. A batch that fails, because Postgres is away, comes again. */
export const consumeUsage = (context: Context, maxBatch: number): Promise<{ stop(): Promise<void> }> =>
  context.bus.usage.consume({
    maxBatch,
    onBatch: async (events: UsageEvent[]) => {
      const startedAtMs = performance.now()
      const settlement = await settleUsage(context, events)
      context.metrics.settled(settlement, (performance.now() - startedAtMs) / 1_000)
      if (settlement.shortfallNanoUsd > 0n)
        context.logger.warn({ shortfallNanoUsd: String(settlement.shortfallNanoUsd) }, 'wallets were short')
    },
  })
