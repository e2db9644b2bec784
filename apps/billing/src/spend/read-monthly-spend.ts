import type { LedgerContext } from '../context.ts'
import { monthOf } from './spend-periods.ts'

export type MonthlySpend = { accountId: string; usedNanoUsd: bigint }

/** The charges of each of these accounts in the current month (UTC), without those that are not booked yet. */
export const readMonthlySpend = async (
  { db, now }: Pick<LedgerContext, 'db' | 'now'>,
  { accountIds }: { accountIds: readonly string[] },
): Promise<{ month: string; spend: MonthlySpend[] }> => {
  const month = monthOf(now())
  if (accountIds.length === 0) return { month, spend: [] }
  const rows = await db
    .selectFrom('account_spend')
    .select(['account_id', 'amount'])
    .where('account_id', 'in', accountIds)
    .where('period', '=', month)
    .execute()
  const amounts = new Map(rows.map((row) => [row.account_id, row.amount]))
  const spend = accountIds.map((accountId) => ({ accountId, usedNanoUsd: amounts.get(accountId) ?? 0n }))
  return { month, spend }
}
