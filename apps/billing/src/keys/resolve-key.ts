import type { ResolvedKey } from '@gptget/contracts'
import type { LedgerContext } from '../context.ts'
import { readAccount } from '../accounts/account-limits.ts'
import { listByokKeys } from '../byok/byok.ts'
import { toKeyRecord } from './key-record.ts'

export const resolveKey = async (
  context: LedgerContext,
  { hash }: { hash: string },
): Promise<{ key: ResolvedKey | null }> => {
  const row = await context.db.selectFrom('api_keys').selectAll().where('hash', '=', hash).executeTakeFirst()
  if (row === undefined) return { key: null }
  const [account, { keys }] = await Promise.all([
    readAccount(context.db, row.account_id),
    listByokKeys(context, { accountId: row.account_id }),
  ])
  const byokKeys = keys.map(({ byokKeyId, provider }) => ({ byokKeyId, provider }))
  return {
    key: { ...toKeyRecord(row), account: account.limits, accountState: account.state, byokKeys },
  }
}
