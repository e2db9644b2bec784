import { isManagementKey } from '@gptget/contracts'
import { PublicError } from '@gptget/errors'
import type { LedgerContext } from '../context.ts'
import type { Transaction } from '../db/schema/index.ts'
import type { By } from './write-audit.ts'

/**
 * A key may manage the keys of its account if it has the right and is still valid. Edges check that too, with their
 * cached record; this uses the current one. @throws PublicError permission_denied
 */
export const requireManager = async (
  context: LedgerContext,
  tx: Transaction,
  accountId: string,
  { actor }: By,
): Promise<void> => {
  if (actor?.kind !== 'key') return
  const key = await tx
    .selectFrom('api_keys')
    .select(['rights', 'expires_at'])
    .where('key_id', '=', actor.id)
    .where('account_id', '=', accountId)
    .where('revoked_at', 'is', null)
    .where('is_disabled', '=', false)
    .executeTakeFirst()
  const isExpired = key?.expires_at != null && key.expires_at <= context.now()
  if (key === undefined || !isManagementKey(key) || isExpired)
    throw new PublicError('permission_denied', 'This API key may not manage the keys of the account.')
}
