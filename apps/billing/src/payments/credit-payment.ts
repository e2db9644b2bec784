import { PublicError } from '@gptget/errors'
import { withTransaction } from '@gptget/postgres'
import type { LedgerContext } from '../context.ts'
import type { Transaction } from '../db/schema/index.ts'
import { bookAudited, type GrantCreditsInput } from '../ledger/grant-credits.ts'
import { lockWallets } from '../ledger/lock-balances.ts'

export type CreditPaymentInput = GrantCreditsInput & { paymentId: string }

/**
 * Grants what was paid, once for each payment: the payment service tells of one as often as it likes, and two
 * processes may hear it at once. @throws PublicError not_found; conflict where it was another account's or amount
 */
export const creditPayment = (
  context: LedgerContext,
  { paymentId, ...grant }: CreditPaymentInput,
): Promise<{ entryId: string; isNew: boolean }> =>
  withTransaction(context.db, async (tx) => {
    // Of two that come at once the second waits here, and then sees what the first one wrote.
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
    return { entryId, isNew: true }
  })

const findPayment = (tx: Transaction, paymentId: string) =>
  tx.selectFrom('payments').selectAll().where('payment_id', '=', paymentId).executeTakeFirst()
