import type { Payment } from '@gptget/contracts'
import { requireAccount } from '../db/read-account.ts'
import type { LedgerContext } from '../context.ts'

const MOST = 200

/** An account's newest payments. @throws PublicError not_found */
export const listPayments = async (
  { db }: LedgerContext,
  { accountId }: { accountId: string },
): Promise<{ payments: Payment[] }> => {
  await requireAccount(db, accountId)
  const rows = await db
    .selectFrom('payments')
    .selectAll()
    .where('account_id', '=', accountId)
    .orderBy('created_at', 'desc')
    .limit(MOST)
    .execute()
  return {
    payments: rows.map((row) => ({
      paymentId: row.payment_id,
      entryId: row.transaction_id,
      amountNanoUsd: row.amount,
      createdAt: row.created_at.toISOString(),
    })),
  }
}
