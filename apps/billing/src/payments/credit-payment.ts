import { PublicError } from '@gptget/errors'
import { withTransaction } from '@gptget/postgres'
import type { LedgerContext } from '../context.ts'
import type { Transaction } from '../db/schema/index.ts'
import { bookAudited, type GrantCreditsInput } from '../ledger/grant-credits.ts'
import { settleDebts } from './settle-debts.ts'
import { lockWallets } from '../ledger/lock-balances.ts'

export type CreditPaymentInput = GrantCreditsInput & { paymentId: string }

/**
 * Grants a payment once: the payment service may report it repeatedly, and to two processes at once. @throws
 * PublicError not_found; conflict if it belonged to another account or had another amount
 */
export const creditPayment = (
  context: LedgerContext,
  { paymentId, ...grant }: CreditPaymentInput,
): Promise<{ entryId: string; isNew: boolean }> =>
  withTransaction(context.db, async (tx) => {
    // The second of two simultaneous reports waits here, and then sees what the first one wrote.
    await lockWallets(tx, [grant.accountId])
    const known = await findPayment(tx, paymentId)
    if (known !== undefined) {
      if (known.account_id !== grant.accountId || known.amount !== grant.amountNanoUsd)
        throw new PublicError('conflict', `The payment "${paymentId}" was credited as another one.`)
      return { entryId: known.transaction_id, isNew: false }
    }
    const { entryId } = await bookAudited(context, tx, 'payment.received', grant)
    await tx
      .insertInto('payments')
      .values({
        payment_id: paymentId,
        account_id: grant.accountId,
        transaction_id: entryId,
        amount: grant.amountNanoUsd,
        created_at: context.now(),
      })
      .execute()
    await settleDebts(context, tx, grant.accountId)
    return { entryId, isNew: true }
  })

const findPayment = (tx: Transaction, paymentId: string) =>
  tx.selectFrom('payments').selectAll().where('payment_id', '=', paymentId).executeTakeFirst()
