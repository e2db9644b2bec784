import { PublicError } from '@gptget/errors'
import { withTransaction } from '@gptget/postgres'
import { requireManager } from '../audit/require-manager.ts'
import { writeAudit, type By } from '../audit/write-audit.ts'
import type { LedgerContext } from '../context.ts'
import type { ChangedKey } from './create-key.ts'
import { toKeyColumns, type KeyOptions } from './key-columns.ts'
import { toKeyRecord } from './key-record.ts'
import { hashesOf, lockKey } from './lock-key.ts'

export type UpdateKeyInput = KeyOptions & By & { accountId: string; keyId: string }

/** Changes only the given fields. @throws PublicError not_found, invalid_request, permission_denied */
export const updateKey = async (
  context: LedgerContext,
  { accountId, keyId, actor, ...options }: UpdateKeyInput,
): Promise<ChangedKey> => {
  const columns = toKeyColumns(options)
  if (Object.keys(columns).length === 0)
    throw new PublicError('invalid_request', 'Name at least one field of the key to change.')
  return withTransaction(context.db, async (tx) => {
    await requireManager(context, tx, accountId, { actor })
    await lockKey(tx, accountId, keyId)
    const row = await tx
      .updateTable('api_keys')
      .set(columns)
      .where('key_id', '=', keyId)
      .returningAll()
      .executeTakeFirstOrThrow()
    await writeAudit(context, tx, {
      accountId,
      actor,
      action: 'key.updated',
      subject: keyId,
      details: options,
    })
    return { key: toKeyRecord(row), hashes: await hashesOf(tx, row) }
  })
}
