import type { LedgerContext } from '../context.ts'
import { dayOf, monthOf } from './spend-periods.ts'

/** The spending of an account. Days and months are in UTC. */
export type AccountSpend = { usedTodayNanoUsd: bigint; usedThisMonthNanoUsd: bigint }

export const readAccountSpend = async (context: LedgerContext, accountId: string): Promise<AccountSpend> => {
  const today = dayOf(context.now())
  const month = monthOf(context.now())
  const rows = await context.db
    .selectFrom('account_spend')
    .select(['period', 'amount'])
    .where('account_id', '=', accountId)
    .where('period', 'in', [today, month])
    .execute()
  const amounts = new Map(rows.map((row) => [row.period, row.amount]))
  return { usedTodayNanoUsd: amounts.get(today) ?? 0n, usedThisMonthNanoUsd: amounts.get(month) ?? 0n }
}
