import type { UsageEvent } from '@gptget/contracts'
import type { Charge } from './allocate-usage.ts'

/** What became of a batch of usage events. */
export type Settlement = {
  /** Events booked now; replays are not among them. */
  settledCount: number
  charges: readonly Charge<UsageEvent>[]
  chargedNanoUsd: bigint
  shortfallNanoUsd: bigint
  rejectedCount: number
}
