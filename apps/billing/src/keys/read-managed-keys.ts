import type { ManagedKey } from '@gptget/contracts'
import type { UsageContext } from '../context.ts'
import type { Database } from '../db/schema/index.ts'
import { waitForOwnUsage } from '../ledger/read-credits.ts'
import { toKeyRecord } from './key-record.ts'
import { readLastDays } from '../spend/read-last-days.ts'
import { readKeySpend } from '../spend/read-key-spend.ts'

export type ReadManagedKeysInput = {
  accountId: string
  keyId?: string
  includesDisabled: boolean
  offset: number
  limit: number
}

/** Keys of an account and their spending. */
export const readManagedKeys = async (
  context: UsageContext,
  asked: ReadManagedKeysInput,
): Promise<{ keys: ManagedKey[] }> => {
  await waitForOwnUsage(context)
  const rows = await findKeys(context.db, asked)
  const keyIds = rows.map((row) => row.key_id)
  const spendOf = await readKeySpend(context, keyIds)
  const lastDays = await readLastDays(context, keyIds)
  return {
    keys: rows.map((row) => ({
      ...toKeyRecord(row),
      ...spendOf(row.key_id),
      lastUsedOn: lastDays.get(row.key_id) ?? null,
    })),
  }
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
