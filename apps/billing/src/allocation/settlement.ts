import type { UsageEvent } from '@gptget/contracts'
import type { Charge } from './allocate-usage.ts'

/** The outcome of a batch of usage events. */
export type Settlement = {
  /** Newly booked events, without replays. */
  settledCount: number
  charges: readonly Charge<UsageEvent>[]
  chargedNanoUsd: bigint
  shortfallNanoUsd: bigint
  rejectedCount: number
}
