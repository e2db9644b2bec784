import { withTransaction } from '@gptget/postgres'
import { PublicError } from '@gptget/errors'
import { sql } from 'kysely'
import { noSuchAccount } from '../db/read-account.ts'
import { writeAudit, type By } from '../audit/write-audit.ts'
import type { LedgerContext } from '../context.ts'
import type { Transaction } from '../db/schema/index.ts'

export type GrantCreditsInput = By & { accountId: string; amountNanoUsd: bigint; reason: string }
export type Grant = { entryId: string; availableNanoUsd: bigint }

/** @throws PublicError not_found, invalid_request */
export const grantCredits = async (context: LedgerContext, input: GrantCreditsInput): Promise<Grant> => {
  if (input.amountNanoUsd <= 0n)
    throw new PublicError('invalid_request', 'The amount must be more than zero.', { param: 'amount' })
  return withTransaction(context.db, (tx) => bookAudited(context, tx, 'credits.granted', input))
}

/** Books a grant, which may be negative, and who made it. */
export const bookAudited = async (
  context: LedgerContext,
  tx: Transaction,
  action:
    | 'credits.granted'
    | 'credits.taken_back'
    | 'payment.received'
    | 'payment.reversed'
    | 'payment.restored',
  { accountId, amountNanoUsd, reason, actor }: GrantCreditsInput,
): Promise<Grant> => {
  const grant = await bookGrant(context, tx, accountId, amountNanoUsd, reason)
  const details = { amountNanoUsd, reason }
  await writeAudit(context, tx, { accountId, actor, action, subject: grant.entryId, details })
  return grant
}

export const bookGrant = async (
  context: LedgerContext,
  tx: Transaction,
  accountId: string,
  amountNanoUsd: bigint,
  reason: string,
): Promise<Grant> => {
  const wallet = await tx
    .updateTable('wallets')
    .set({ available: sql`available + ${amountNanoUsd}`, granted: sql`granted + ${amountNanoUsd}` })
    .where('account_id', '=', accountId)
    .returning('available')
    .executeTakeFirst()
  if (wallet === undefined) throw noSuchAccount(accountId)
  const entryId = context.createId('txn')
  await tx
    .insertInto('ledger_transactions')
    .values({
      transaction_id: entryId,
      kind: 'grant',
      account_id: accountId,
      charge_id: null,
      price_version: null,
      reason,
      created_at: context.now(),
      wallet_amount: amountNanoUsd,
      grants_amount: -amountNanoUsd,
    })
    .execute()
  return { entryId, availableNanoUsd: wallet.available }
}
