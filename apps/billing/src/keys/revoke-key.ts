import { withTransaction } from '@gptget/postgres'
import { requireManager } from '../audit/require-manager.ts'
import { writeAudit, type By } from '../audit/write-audit.ts'
import type { LedgerContext } from '../context.ts'
import type { ChangedKey } from './create-key.ts'
import { toKeyRecord } from './key-record.ts'
import { hashesOf, lockKey } from './lock-key.ts'

export type RevokeKeyInput = By & { accountId: string; keyId: string }

/** Revoking again keeps the first time. @throws PublicError not_found, permission_denied */
export const revokeKey = (
  context: LedgerContext,
  { accountId, keyId, actor }: RevokeKeyInput,
): Promise<ChangedKey> =>
  withTransaction(context.db, async (tx) => {
    await requireManager(context, tx, accountId, { actor })
    const before = await lockKey(tx, accountId, keyId)
    const hashes = await hashesOf(tx, before)
    if (before.revoked_at !== null) return { key: toKeyRecord(before), hashes }
    const row = await tx
      .updateTable('api_keys')
      .set({ revoked_at: context.now() })
      .where('key_id', '=', keyId)
      .returningAll()
      .executeTakeFirstOrThrow()
    await writeAudit(context, tx, { accountId, actor, action: 'key.revoked', subject: keyId })
    return { key: toKeyRecord(row), hashes }
  })
