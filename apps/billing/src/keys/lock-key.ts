import { PublicError } from '@gptget/errors'
import type { Transaction } from '../db/schema/index.ts'
import type { ApiKeyRow } from '../db/schema/accounts.ts'

/** Locks a key until the transaction ends. @throws PublicError not_found */
export const lockKey = async (tx: Transaction, accountId: string, keyId: string): Promise<ApiKeyRow> => {
  const row = await tx
    .selectFrom('api_keys')
    .selectAll()
    .where('key_id', '=', keyId)
    .where('account_id', '=', accountId)
    .forNoKeyUpdate()
    .executeTakeFirst()
  if (row !== undefined) return row
  throw new PublicError('not_found', `Account "${accountId}" has no key "${keyId}".`, { param: 'key_id' })
}

/** The hashes under which edges may know a key: of its secret, and of rotated ones. */
export const hashesOf = async (tx: Transaction, key: { key_id: string; hash: string }): Promise<string[]> => {
  const earlier = await tx
    .selectFrom('earlier_secrets')
    .select('hash')
    .where('key_id', '=', key.key_id)
    .execute()
  return [key.hash, ...earlier.map(({ hash }) => hash)]
}
