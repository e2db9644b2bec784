import type { ApiKeyRecord } from '@gptget/contracts'
import { requireAccount } from '../accounts/require-account.ts'
import type { LedgerContext } from '../context.ts'
import { toKeyRecord } from './key-record.ts'

export const listKeys = async (
  context: LedgerContext,
  { accountId }: { accountId: string },
): Promise<{ keys: (ApiKeyRecord & { usedNanoUsd: bigint })[] }> => {
  await requireAccount(context.db, accountId)
  const rows = await context.db
    .selectFrom('api_keys')
    .leftJoin('key_spend', (join) =>
      join.onRef('key_spend.key_id', '=', 'api_keys.key_id').on('key_spend.period', '=', 'total'),
    )
    .selectAll('api_keys')
    .select('key_spend.amount')
    .where('account_id', '=', accountId)
    .orderBy('created_at')
    .execute()
  return { keys: rows.map((row) => ({ ...toKeyRecord(row), usedNanoUsd: row.amount ?? 0n })) }
}
