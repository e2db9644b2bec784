import type { Reversal } from '@gptget/contracts'
import { PublicError } from '@gptget/errors'
import { withTransaction } from '@gptget/postgres'
import { sql } from 'kysely'
import type { LedgerContext } from '../context.ts'
import type { Transaction } from '../db/schema/index.ts'
import { lockWallets } from '../ledger/lock-balances.ts'
import { settleDebts } from './settle-debts.ts'

/**
 * Records that a payment was refunded or is disputed, and takes back its credit as far as the wallet has it. The
 * rest is owed: it is taken from the next credit. Reports may come repeatedly and in any order.
 *
 * @throws PublicError not_found for a payment that was never credited
 */
export const reversePayment = (
  context: LedgerContext,
  { paymentId, reversal }: { paymentId: string; reversal: Reversal },
): Promise<{ accountId: string; owedNanoUsd: bigint }> =>
  withTransaction(context.db, async (tx) => {
    const { account_id: accountId } = await requirePayment(tx, paymentId)
    await lockWallets(tx, [accountId])
    await writeDown(tx, paymentId, reversal)
    return { accountId, owedNanoUsd: await settleDebts(context, tx, accountId) }
  })

const requirePayment = async (tx: Transaction, paymentId: string): Promise<{ account_id: string }> => {
  const payment = await tx
    .selectFrom('payments')
    .select('account_id')
    .where('payment_id', '=', paymentId)
    .executeTakeFirst()
  if (payment !== undefined) return payment
  throw new PublicError('not_found', `There is no payment "${paymentId}".`, { param: 'payment_id' })
}

/** Refunds only grow: an older report says less. A dispute that is closed is not opened by an older report. */
const writeDown = async (tx: Transaction, paymentId: string, reversal: Reversal): Promise<void> => {
  const payment = tx.updateTable('payments').where('payment_id', '=', paymentId)
  const { amountNanoUsd } = reversal
  if (reversal.kind === 'refund')
    await payment.set({ refunded: sql`greatest(refunded, ${amountNanoUsd}::bigint)` }).execute()
  else if (reversal.isClosed)
    await payment.set({ disputed: amountNanoUsd, is_dispute_closed: true }).execute()
  else await payment.set({ disputed: amountNanoUsd }).where('is_dispute_closed', '=', false).execute()
}
