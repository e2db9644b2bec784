import { sql } from 'kysely'
import type { LedgerContext } from '../context.ts'
import { TOTAL } from './spend-periods.ts'

/** The last day (UTC) on which each of these keys was charged, by id, without keys that never were. */
export const readLastDays = async (
  { db }: Pick<LedgerContext, 'db'>,
  keyIds: readonly string[],
): Promise<Map<string, string>> => {
  if (keyIds.length === 0) return new Map()
  // A day sorts after its month, and the total after every day.
  const rows = await db
    .selectFrom('key_spend')
    .select(['key_id', sql<string>`max(period)`.as('day')])
    .where('key_id', 'in', keyIds)
    .where('period', '<', TOTAL)
    .groupBy('key_id')
    .execute()
  return new Map(rows.map(({ key_id, day }) => [key_id, day]))
}
