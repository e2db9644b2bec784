import type { Payment } from '@gptget/contracts'
import type { Selectable } from 'kysely'
import { requireAccount } from '../db/read-account.ts'
import type { LedgerContext } from '../context.ts'
import type { PaymentRow } from '../db/schema/credits.ts'

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
      ...reversedOf(row),
      createdAt: row.created_at.toISOString(),
    })),
  }
}

const reversedOf = (row: Selectable<PaymentRow>) => {
  const all = row.refunded + row.disputed
  const reversedNanoUsd = all < row.amount ? all : row.amount
  const owed = reversedNanoUsd - row.taken_back
  return { reversedNanoUsd, owedNanoUsd: owed > 0n ? owed : 0n }
}
