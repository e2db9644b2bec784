import { PublicError } from '@gptget/errors'
import { withTransaction } from '@gptget/postgres'
import { writeAudit, type By } from '../audit/write-audit.ts'
import type { LedgerContext } from '../context.ts'
import { insertKey, type CreatedKey } from '../keys/create-key.ts'
import { bookGrant } from '../ledger/grant-credits.ts'

export type CreateAccountInput = By & { name: string; creditsNanoUsd: bigint }

/** An account with its wallet, its first credits and its first key. */
export const createAccount = async (
  context: LedgerContext,
  { name, creditsNanoUsd, actor }: CreateAccountInput,
): Promise<CreatedKey & { accountId: string }> => {
  if (creditsNanoUsd < 0n)
    throw new PublicError('invalid_request', 'Credits cannot be negative.', { param: 'credits' })
  const accountId = context.createId('acct')
  const created = await withTransaction(context.db, async (tx) => {
    await tx
      .insertInto('accounts')
      .values({ account_id: accountId, name, created_at: context.now() })
      .execute()
    await tx.insertInto('wallets').values({ account_id: accountId }).execute()
    if (creditsNanoUsd > 0n) await bookGrant(context, tx, accountId, creditsNanoUsd, 'first credits')
    const first = await insertKey(context, tx, { accountId, name: 'default' })
    await writeAudit(context, tx, {
      accountId,
      actor,
      action: 'account.created',
      subject: accountId,
      details: { name, creditsNanoUsd, keyId: first.key.keyId },
    })
    return first
  })
  return { accountId, ...created }
}
