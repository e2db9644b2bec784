import type { ApiKeyRecord } from '@gptget/contracts'
import { PublicError } from '@gptget/errors'
import { sql } from 'kysely'
import type { LedgerContext } from '../context.ts'
import { toKeyRecord } from './key-record.ts'

export type RevokeKeyInput = { accountId: string; keyId: string }

/** Revoking again keeps the first time. @throws PublicError not_found */
export const revokeKey = async (
  context: LedgerContext,
  { accountId, keyId }: RevokeKeyInput,
): Promise<{ key: ApiKeyRecord; hash: string }> => {
  const row = await context.db
    .updateTable('api_keys')
    .set({ revoked_at: sql`coalesce(revoked_at, ${context.now()})` })
    .where('key_id', '=', keyId)
    .where('account_id', '=', accountId)
    .returningAll()
    .executeTakeFirst()
  if (row === undefined) throw noSuchKey(accountId, keyId)
  return { key: toKeyRecord(row), hash: row.hash }
}

export const noSuchKey = (accountId: string, keyId: string): PublicError =>
  new PublicError('not_found', `Account "${accountId}" has no key "${keyId}".`, { param: 'key_id' })
