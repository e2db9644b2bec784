import type { LeaseRefusal } from '@gptget/contracts'
import type { LedgerContext } from '../context.ts'
import type { Transaction } from '../db/schema/index.ts'
import { readCeilings } from '../leases/credit-ceilings.ts'
import { refusalOf } from '../leases/refusal-of.ts'
import type { WalletBalance } from '../allocation/allocate-usage.ts'

/** What prevents reserving this amount, null if nothing does. The wallet must be locked. */
export const findRefusal = async (
  context: LedgerContext,
  tx: Transaction,
  wallet: WalletBalance,
  keyId: string,
  amountNanoUsd: bigint,
): Promise<LeaseRefusal | null> => {
  const ceilings = await readCeilings(tx, wallet, keyId, context.now())
  const isEnough = ceilings.every(({ availableNanoUsd }) => availableNanoUsd >= amountNanoUsd)
  return isEnough ? null : refusalOf(ceilings, amountNanoUsd)
}
