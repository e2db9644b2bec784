import type { ApiKeyRecord } from '@gptget/contracts'
import { PublicError } from '@gptget/errors'
import type { LedgerContext } from '../context.ts'
import { toKeyColumns, type KeyOptions } from './key-columns.ts'
import { toKeyRecord } from './key-record.ts'
import { noSuchKey } from './revoke-key.ts'

export type UpdateKeyInput = KeyOptions & { accountId: string; keyId: string }

/** Changes what is given and nothing else. @throws PublicError not_found, invalid_request */
export const updateKey = async (
  context: LedgerContext,
  { accountId, keyId, ...options }: UpdateKeyInput,
): Promise<{ key: ApiKeyRecord; hash: string }> => {
  const columns = toKeyColumns(options)
  if (Object.keys(columns).length === 0)
    throw new PublicError('invalid_request', 'Nothing was said to change of the key.')
  const row = await context.db
    .updateTable('api_keys')
    .set(columns)
    .where('key_id', '=', keyId)
    .where('account_id', '=', accountId)
    .returningAll()
    .executeTakeFirst()
  if (row === undefined) throw noSuchKey(accountId, keyId)
  return { key: toKeyRecord(row), hash: row.hash }
}
