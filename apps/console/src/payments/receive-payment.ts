import { creditPayment } from '@gptget/contracts'
import type Stripe from 'stripe'
import { z } from 'zod'
import { NANO_USD_PER_CENT } from '../budgets/reached.ts'
import type { Context } from '../context.ts'

/** The metadata that we add to each payment. */
const metadata = z.object({
  account_id: z.string(),
  organization_id: z.string(),
  saves_card: z.string().optional(),
})

const STRIPE = { kind: 'service', id: 'stripe' } as const

/**
 * Credits a successful payment once, even if Stripe reports it several times: its id is the key. Payments that are not
 * ours or in another currency are ignored. Returns whether it is credited, now or before.
 */
export const receivePayment = async (
  context: Context,
  intent: Pick<
    Stripe.PaymentIntent,
    'id' | 'status' | 'currency' | 'amount_received' | 'metadata' | 'payment_method'
  >,
): Promise<boolean> => {
  const asked = metadata.safeParse(intent.metadata)
  if (!asked.success || intent.status !== 'succeeded') return false
  if (intent.currency !== 'usd' || intent.amount_received <= 0) {
    context.logger.error(
      { paymentId: intent.id },
      'a payment in another currency than US dollars is not credited',
    )
    return false
  }
  const { account_id: accountId, organization_id: organizationId, saves_card: savesCard } = asked.data
  await context.bus.call(creditPayment, {
    paymentId: intent.id,
    accountId,
    amountNanoUsd: BigInt(intent.amount_received) * NANO_USD_PER_CENT,
    reason: `Payment ${intent.id}`,
    actor: STRIPE,
  })
  if (savesCard === 'true' && typeof intent.payment_method === 'string')
    await context.db
      .updateTable('payers')
      .set({ payment_method_id: intent.payment_method })
      .where('organization_id', '=', organizationId)
      .execute()
  return true
}
