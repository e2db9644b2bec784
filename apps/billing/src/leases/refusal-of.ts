import type { LeaseRefusal } from '@gptget/contracts'
import type { Ceiling } from './credit-ceilings.ts'

export const UNKNOWN_ACCOUNT: LeaseRefusal = {
  source: 'unknown_account',
  limitNanoUsd: null,
  availableNanoUsd: 0n,
  leasedNanoUsd: 0n,
  resetsAt: null,
}

/** Of several reasons, prefer one that no returned lease can solve, then the one that lasts longest. */
export const refusalOf = (ceilings: Ceiling[], wantNanoUsd: bigint): LeaseRefusal => {
  const short = ceilings.filter(
    ({ availableNanoUsd }) => availableNanoUsd === 0n || availableNanoUsd < wantNanoUsd,
  )
  const spent = short.filter(
    ({ availableNanoUsd, leasedNanoUsd }) => availableNanoUsd + leasedNanoUsd < wantNanoUsd,
  )
  const [longest] = (spent.length > 0 ? spent : short).toSorted((a, b) => waitOf(b) - waitOf(a))
  return { ...longest!, resetsAt: longest!.resetsAt?.toISOString() ?? null }
}

const waitOf = ({ resetsAt }: Ceiling): number => resetsAt?.getTime() ?? Number.MAX_SAFE_INTEGER
