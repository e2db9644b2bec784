import { noSuchAccount } from '../db/read-account.ts'
import type { UsageContext } from '../context.ts'

/** How long a reader waits for usage on its way, so that they read their own writes. */
const OWN_USAGE_TIMEOUT_MS = 500

/** Waits until usage acknowledged before now is booked. Late usage only makes an answer older, not wrong. */
export const waitForOwnUsage = async (context: UsageContext): Promise<void> => {
  const isConsumed = await context.usage.waitUntilConsumed(OWN_USAGE_TIMEOUT_MS)
  if (!isConsumed) context.logger.warn('usage is behind: answering with an older balance')
}

export type Credits = {
  totalCreditsNanoUsd: bigint
  totalUsageNanoUsd: bigint
  availableNanoUsd: bigint
  leasedNanoUsd: bigint
  heldNanoUsd: bigint
}

/** @throws PublicError not_found */
export const readCredits = async (
  context: UsageContext,
  { accountId }: { accountId: string },
): Promise<Credits> => {
  await waitForOwnUsage(context)
  const wallet = await context.db
    .selectFrom('wallets')
    .selectAll()
    .where('account_id', '=', accountId)
    .executeTakeFirst()
  if (wallet === undefined) throw noSuchAccount(accountId)
  return {
    totalCreditsNanoUsd: wallet.granted,
    totalUsageNanoUsd: wallet.charged,
    availableNanoUsd: wallet.available,
    leasedNanoUsd: wallet.leased,
    heldNanoUsd: wallet.held,
  }
}
