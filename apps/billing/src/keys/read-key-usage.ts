import { readAccountSpend, type AccountSpend } from '../spend/read-account-spend.ts'
import type { UsageContext } from '../context.ts'
import { waitForOwnUsage } from '../ledger/read-credits.ts'
import { readKeySpend, type KeySpend } from '../spend/read-key-spend.ts'

export type KeyUsage = KeySpend & { account: AccountSpend }

/** The spending of a key and its account. */
export const readKeyUsage = async (
  context: UsageContext,
  { keyId, accountId }: { keyId: string; accountId: string },
): Promise<KeyUsage> => {
  await waitForOwnUsage(context)
  const spendOf = await readKeySpend(context, [keyId])
  return { ...spendOf(keyId), account: await readAccountSpend(context, accountId) }
}
