import type { ApiKeyRecord } from '@gptget/contracts'
import { API_KEY_PREFIX } from '@gptget/keys'
import { sql } from 'kysely'
import { requireAccount } from '../db/read-account.ts'
import type { LedgerContext } from '../context.ts'
import { toKeyRecord } from './key-record.ts'

export const listKeys = async (
  context: LedgerContext,
  asked: { accountId: string } | { prefix: string },
): Promise<{ keys: (ApiKeyRecord & { usedNanoUsd: bigint })[] }> => {
  if ('accountId' in asked) await requireAccount(context.db, asked.accountId)
  const keys = context.db
    .selectFrom('api_keys')
    .leftJoin('key_spend', (join) =>
      join.onRef('key_spend.key_id', '=', 'api_keys.key_id').on('key_spend.period', '=', 'total'),
    )
    .selectAll('api_keys')
    .select('key_spend.amount')
    .orderBy('created_at')
  const rows = await (
    'accountId' in asked
      ? keys.where('account_id', '=', asked.accountId)
      : keys.where(isNamed(asked.prefix)).limit(MOST_FOUND)
  ).execute()
  return { keys: rows.map((row) => ({ ...toKeyRecord(row), usedNanoUsd: row.amount ?? 0n })) }
}

const MOST_FOUND = 200
/** The visible start of a key in its label: two letters of its secret. */
const SHOWN_LENGTH = API_KEY_PREFIX.length + 2

/** By id, or by the start of the key as its label shows it: a longer start finds all keys with the same label. */
const isNamed = (prefix: string) =>
  sql<boolean>`(starts_with(api_keys.key_id, ${prefix}::text)
    or starts_with(api_keys.label, ${prefix.slice(0, SHOWN_LENGTH)}::text))`
