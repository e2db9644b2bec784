import type { Context } from '../context.ts'
import { rejectUnreadable } from './reject-usage.ts'
import { settleUsage } from './settle-usage.ts'

/** Books usage as it arrives. A batch that fails because Postgres is down is delivered again. */
export const consumeUsage = (context: Context, maxBatch: number): Promise<{ stop(): Promise<void> }> =>
  context.bus.usage.consume({
    maxBatch,
    onBatch: async (events, unreadable) => {
      const startedAtMs = performance.now()
      const settlement = await settleUsage(context, events)
      await rejectUnreadable(context, unreadable)
      context.metrics.setAside(unreadable.length)
      context.metrics.settled(settlement, (performance.now() - startedAtMs) / 1_000)
      if (settlement.shortfallNanoUsd > 0n)
        context.logger.warn({ shortfallNanoUsd: String(settlement.shortfallNanoUsd) }, 'wallets were short')
    },
  })
