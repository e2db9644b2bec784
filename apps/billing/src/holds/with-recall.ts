import { leasesRecalled, type HoldAnswer } from '@gptget/contracts'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Context } from '../context.ts'

/** How long processes may take to return the credit that is needed here. */
const RECALL_WAITS_MS = [30, 60, 120, 240]

/** Repeats a call after a refusal that idle leases of the account could solve, once they were recalled. */
export const withRecall = async (
  { bus }: Pick<Context, 'bus'>,
  amountNanoUsd: bigint,
  accountOf: () => Promise<string>,
  ask: () => Promise<HoldAnswer>,
): Promise<HoldAnswer> => {
  for (const waitMs of RECALL_WAITS_MS) {
    const answer = await ask()
    const { refusal } = answer
    if (refusal === null || refusal.leasedNanoUsd === 0n) return answer
    if (refusal.availableNanoUsd + refusal.leasedNanoUsd < amountNanoUsd) return answer
    bus.emit(leasesRecalled, { accountId: await accountOf(), exceptHolder: '' })
    await sleep(waitMs)
  }
  return ask()
}
