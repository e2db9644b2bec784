import type { ManagedKey } from '@gptget/contracts'
import type { UsageContext } from '../context.ts'
import type { Database } from '../db/schema/index.ts'
import { waitForOwnUsage } from '../ledger/read-credits.ts'
import { toKeyRecord } from './key-record.ts'
import { dayOf, daysOfWeek, monthOf, TOTAL } from './spend-periods.ts'

export type ReadManagedKeysInput = {
  accountId: string
  keyId?: string
  includesDisabled: boolean
  offset: number
  limit: number
}

/** Keys of an account and what each has spent. Days, weeks (from Monday on) and months are UTC's. */
export const readManagedKeys = async (
  context: UsageContext,
  asked: ReadManagedKeysInput,
): Promise<{ keys: ManagedKey[] }> => {
  await waitForOwnUsage(context)
  const rows = await findKeys(context.db, asked)
  const today = dayOf(context.now())
  const month = monthOf(context.now())
  const week = daysOfWeek(context.now())
  const spentBy = await readSpend(
    context.db,
    rows.map((row) => row.key_id),
    [TOTAL, month, ...week],
  )
  const keys = rows.map((row) => {
    const spent = (period: string): bigint => spentBy.get(`${row.key_id} ${period}`) ?? 0n
    return {
      ...toKeyRecord(row),
      usedNanoUsd: spent(TOTAL),
      usedTodayNanoUsd: spent(today),
      usedThisWeekNanoUsd: week.reduce((sum, day) => sum + spent(day), 0n),
      usedThisMonthNanoUsd: spent(month),
    }
  })
  return { keys }
}

const findKeys = (
  db: Database,
  { accountId, keyId, includesDisabled, offset, limit }: ReadManagedKeysInput,
) => {
  const keys = db.selectFrom('api_keys').selectAll().where('account_id', '=', accountId)
  if (keyId !== undefined) return keys.where('key_id', '=', keyId).execute()
  return (includesDisabled ? keys : keys.where('revoked_at', 'is', null).where('is_disabled', '=', false))
    .orderBy('created_at')
    .orderBy('key_id')
    .offset(offset)
    .limit(limit)
    .execute()
}

/** Amounts in nano-USD by `<key id> <period>`. */
const readSpend = async (db: Database, keyIds: string[], periods: string[]): Promise<Map<string, bigint>> => {
  if (keyIds.length === 0) return new Map()
  const rows = await db
    .selectFrom('key_spend')
    .selectAll()
    .where('key_id', 'in', keyIds)
    .where('period', 'in', periods)
    .execute()
  return new Map(rows.map((row) => [`${row.key_id} ${row.period}`, row.amount]))
}
