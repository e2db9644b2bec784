import type { ResolvedKey } from '@gptget/bus'
import type { LedgerContext } from '../context.ts'
import { readAccountLimits } from '../accounts/account-limits.ts'
import { toKeyRecord } from './key-record.ts'

export const resolveKey = async (
  ctx: LedgerContext,
  { hash }: { hash: string },
): Promise<{ key: ResolvedKey | null }> => {
  const row = await ctx.db.selectFrom('api_keys').selectAll().where('hash', '=', hash).executeTakeFirst()
  if (row === undefined) return { key: null }
  return { key: { ...toKeyRecord(row), account: await readAccountLimits(ctx.db, row.account_id) } }
}
