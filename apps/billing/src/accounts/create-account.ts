import { PublicError } from '@gptget/errors'
import { withTransaction } from '@gptget/postgres'
import type { LedgerContext } from '../context.ts'
import { insertKey, type CreatedKey } from '../keys/create-key.ts'
import { bookGrant } from '../ledger/grant-credits.ts'

export type CreateAccountInput = { name: string; creditsNanoUsd: bigint }

/** An account with its wallet, its first credits and its first key. */
export const createAccount = async (
  context: LedgerContext,
  { name, creditsNanoUsd }: CreateAccountInput,
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
    return insertKey(context, tx, { accountId, name: 'default' })
  })
  return { accountId, ...created }
}
