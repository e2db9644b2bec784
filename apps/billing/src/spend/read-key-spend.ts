import type { AccountSpend } from './read-account-spend.ts'
import type { LedgerContext } from '../context.ts'
import { dayOf, daysOfWeek, monthOf, TOTAL } from './spend-periods.ts'

export type KeySpend = AccountSpend & { usedNanoUsd: bigint; usedThisWeekNanoUsd: bigint }

/** The spending of these keys, by id. Days, weeks (from Monday) and months are in UTC. */
export const readKeySpend = async (
  { db, now }: Pick<LedgerContext, 'db' | 'now'>,
  keyIds: readonly string[],
): Promise<(keyId: string) => KeySpend> => {
  const [today, month, week] = [dayOf(now()), monthOf(now()), daysOfWeek(now())]
  const rows =
    keyIds.length === 0
      ? []
      : await db
          .selectFrom('key_spend')
          .selectAll()
          .where('key_id', 'in', keyIds)
          .where('period', 'in', [TOTAL, month, ...week])
          .execute()
  const amounts = new Map(rows.map((row) => [`${row.key_id} ${row.period}`, row.amount]))
  return (keyId) => {
    const spent = (period: string): bigint => amounts.get(`${keyId} ${period}`) ?? 0n
    return {
      usedNanoUsd: spent(TOTAL),
      usedTodayNanoUsd: spent(today),
      usedThisWeekNanoUsd: week.reduce((sum, day) => sum + spent(day), 0n),
      usedThisMonthNanoUsd: spent(month),
    }
  }
}
