import { PublicError } from '@gptget/errors'
import { withTransaction } from '@gptget/postgres'
import type { LedgerContext } from '../context.ts'
import { insertKey, type CreatedKey } from '../keys/create-key.ts'
import { bookGrant } from '../ledger/grant-credits.ts'

export type CreateAccountInput = { name: string; creditsNanoUsd: bigint }

/** An account with its wallet, its first credits and its first key. */
export const createAccount = async (
  ctx: LedgerContext,
  { name, creditsNanoUsd }: CreateAccountInput,
): Promise<CreatedKey & { accountId: string }> => {
  if (creditsNanoUsd < 0n)
    throw new PublicError('invalid_request', 'Credits cannot be negative.', { param: 'credits' })
  const accountId = ctx.createId('acct')
  const created = await withTransaction(ctx.db, async (tx) => {
    await tx.insertInto('accounts').values({ account_id: accountId, name, created_at: ctx.now() }).execute()
    await tx.insertInto('wallets').values({ account_id: accountId }).execute()
    if (creditsNanoUsd > 0n) await bookGrant(ctx, tx, accountId, creditsNanoUsd, 'first credits')
    return insertKey(ctx, tx, { accountId, name: 'default' })
  })
  return { accountId, ...created }
}
