import type { ResolvedKey } from '@gptget/bus'
import type { LedgerContext } from '../context.ts'
import { readAccountLimits } from '../accounts/account-limits.ts'
import { listOwnKeys } from '../own-keys/own-keys.ts'
import { toKeyRecord } from './key-record.ts'

export const resolveKey = async (
  ctx: LedgerContext,
  { hash }: { hash: string },
): Promise<{ key: ResolvedKey | null }> => {
  const row = await ctx.db.selectFrom('api_keys').selectAll().where('hash', '=', hash).executeTakeFirst()
  if (row === undefined) return { key: null }
  const [account, { keys }] = await Promise.all([
    readAccountLimits(ctx.db, row.account_id),
    listOwnKeys(ctx, { accountId: row.account_id }),
  ])
  const ownKeys = keys.map(({ ownKeyId, provider }) => ({ ownKeyId, provider }))
  return { key: { ...toKeyRecord(row), account, ownKeys } }
}
