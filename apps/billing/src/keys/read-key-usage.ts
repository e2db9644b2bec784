import { readAccountSpend, type AccountSpend } from '../accounts/account-limits.ts'
import type { UsageContext } from '../context.ts'
import { waitForOwnUsage } from '../ledger/read-credits.ts'
import { dayOf, daysOfWeek, monthOf, TOTAL } from './spend-periods.ts'

export type KeyUsage = AccountSpend & {
  usedNanoUsd: bigint
  usedThisWeekNanoUsd: bigint
  account: AccountSpend
}

/** Days, weeks (from Monday on) and months are UTC's. */
export const readKeyUsage = async (
  context: UsageContext,
  { keyId, accountId }: { keyId: string; accountId: string },
): Promise<KeyUsage> => {
  await waitForOwnUsage(context)
  const today = dayOf(context.now())
  const month = monthOf(context.now())
  const week = daysOfWeek(context.now())
  const rows = await context.db
    .selectFrom('key_spend')
    .select(['period', 'amount'])
    .where('key_id', '=', keyId)
    .where('period', 'in', [TOTAL, month, ...week])
    .execute()
  const amounts = new Map(rows.map((row) => [row.period, row.amount]))
  return {
    usedNanoUsd: amounts.get(TOTAL) ?? 0n,
    usedTodayNanoUsd: amounts.get(today) ?? 0n,
    usedThisWeekNanoUsd: week.reduce((sum, day) => sum + (amounts.get(day) ?? 0n), 0n),
    usedThisMonthNanoUsd: amounts.get(month) ?? 0n,
    account: await readAccountSpend(context, accountId),
  }
}
