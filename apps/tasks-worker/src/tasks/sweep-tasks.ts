import { startSweeper } from '@gptget/runtime'
import type { Sweeper } from '@gptget/runtime'
import type { Context } from '../context.ts'
import { forgetDeliveries } from '../webhooks/deliver.ts'
import { COUNT_INTERVAL_MS, countDemands } from '../rows/count-demands.ts'
import { renewTaskHolds } from './renew-holds.ts'

const FORGET_INTERVAL_MS = 3_600_000
const RENEWAL_MS = 120_000

/** Housekeeping for tasks. */
export const startTaskSweepers = (context: Context): Sweeper[] => [
  startSweeper({
    intervalMs: COUNT_INTERVAL_MS,
    startsAtOnce: true,
    sweep: async () => context.pollPace.adjust(await countDemands(context)),
    onError: (error) => context.logger.warn({ err: error }, 'open tasks could not be counted'),
  }),
  startSweeper({
    intervalMs: FORGET_INTERVAL_MS,
    startsAtOnce: true,
    sweep: async () => void (await forgetDeliveries(context)),
    onError: (error) => context.logger.warn({ err: error }, 'deliveries could not be forgotten'),
  }),
  startSweeper({
    intervalMs: RENEWAL_MS,
    startsAtOnce: true,
    sweep: () => renewTaskHolds(context),
    onError: (error) => context.logger.warn({ err: error }, 'holds of tasks could not be renewed'),
  }),
]
