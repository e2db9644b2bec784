import { PublicError } from '@gptget/errors'
import { createApiKey } from '@gptget/keys'
import { withTransaction } from '@gptget/postgres'
import { requireManager } from '../audit/require-manager.ts'
import { writeAudit, type By } from '../audit/write-audit.ts'
import type { LedgerContext } from '../context.ts'
import type { Transaction } from '../db/schema/index.ts'
import type { EarlierSecretRow } from '../db/schema/accounts.ts'
import type { CreatedKey } from './create-key.ts'
import { toKeyRecord } from './key-record.ts'
import { hashesOf, lockKey } from './lock-key.ts'

export type RotateKeyInput = By & { accountId: string; keyId: string; overlapSeconds: number }

/** Rotated secrets of a key that are still valid. */
const MOST_EARLIER_SECRETS = 10

/** A new secret for a key. @throws PublicError not_found, permission_denied; conflict for a revoked key */
export const rotateKey = (
  context: LedgerContext,
  { accountId, keyId, overlapSeconds, actor }: RotateKeyInput,
): Promise<CreatedKey & { overlapEndsAt: string }> =>
  withTransaction(context.db, async (tx) => {
    await requireManager(context, tx, accountId, { actor })
    const before = await lockKey(tx, accountId, keyId)
    if (before.revoked_at !== null)
      throw new PublicError('conflict', 'A revoked key has no new secret. Create a key instead.')
    const known = await hashesOf(tx, before)
    const endsAt = new Date(context.now().getTime() + overlapSeconds * 1_000)
    await keepSecret(context, tx, { hash: before.hash, key_id: keyId, ends_at: endsAt })
    const { apiKey, hash, label } = createApiKey(context.randomBytes)
    const row = await tx
      .updateTable('api_keys')
      .set({ hash, label })
      .where('key_id', '=', keyId)
      .returningAll()
      .executeTakeFirstOrThrow()
    await writeAudit(context, tx, {
      accountId,
      actor,
      action: 'key.rotated',
      subject: keyId,
      details: { overlapSeconds },
    })
    return { key: toKeyRecord(row), apiKey, hashes: [hash, ...known], overlapEndsAt: endsAt.toISOString() }
  })

/** Replaces expired ones. */
const keepSecret = async (
  context: LedgerContext,
  tx: Transaction,
  secret: EarlierSecretRow,
): Promise<void> => {
  await tx
    .deleteFrom('earlier_secrets')
    .where('key_id', '=', secret.key_id)
    .where('ends_at', '<=', context.now())
    .execute()
  const kept = await tx
    .selectFrom('earlier_secrets')
    .select('hash')
    .where('key_id', '=', secret.key_id)
    .execute()
  if (kept.length >= MOST_EARLIER_SECRETS)
    throw new PublicError(
      'conflict',
      `${MOST_EARLIER_SECRETS} earlier secrets of this key still work. Wait until one has ended.`,
    )
  await tx.insertInto('earlier_secrets').values(secret).execute()
}
