import { reversePayment, type Reversal } from '@gptget/contracts'
import { PublicError } from '@gptget/errors'
import { fromBus } from '@gptget/http'
import type Stripe from 'stripe'
import { NANO_USD_PER_CENT } from '../budgets/reached.ts'
import type { Context } from '../context.ts'
import { requirePayments } from './payers.ts'
import { receivePayment } from './receive-payment.ts'

type Reversed = { paymentId: string; reversal: Reversal }

/** The payment and the amount that a refund or a dispute takes back; null for other events. */
export const reversalOf = (event: Stripe.Event): Reversed | null => {
  switch (event.type) {
    case 'charge.refunded': {
      const { payment_intent: payment, amount_refunded: cents } = event.data.object
      return named(payment, { kind: 'refund', amountNanoUsd: nanoUsd(cents) })
    }
    case 'charge.dispute.created':
    case 'charge.dispute.funds_withdrawn':
    case 'charge.dispute.funds_reinstated':
    case 'charge.dispute.closed':
      return disputeOf(event.type, event.data.object)
    default:
      return null
  }
}

/** With a `warning_…` the bank only inquires; no money is withdrawn. */
const disputeOf = (
  type: Stripe.Event.Type,
  { payment_intent: payment, amount, status }: Stripe.Dispute,
): Reversed | null => {
  const isReinstated = type === 'charge.dispute.funds_reinstated'
  const isHeldBack = !isReinstated && status !== 'won' && !status.startsWith('warning_')
  return named(payment, {
    kind: 'dispute',
    amountNanoUsd: nanoUsd(isHeldBack ? amount : 0),
    isClosed: isReinstated || type === 'charge.dispute.closed',
  })
}

const nanoUsd = (cents: number): bigint => BigInt(cents) * NANO_USD_PER_CENT

const named = (payment: string | { id: string } | null, reversal: Reversal): Reversed | null =>
  payment === null ? null : { paymentId: typeof payment === 'string' ? payment : payment.id, reversal }

/** Takes back the credit of a reversed payment. Returns whether the payment is ours. */
export const receiveReversal = async (context: Context, reversed: Reversed): Promise<boolean> => {
  if (await reverse(context, reversed)) return true
  // The event of the payment itself may arrive later.
  const stripe = await requirePayments(context).stripe()
  const intent = await stripe.paymentIntents.retrieve(reversed.paymentId)
  return (await receivePayment(context, intent)) && reverse(context, reversed)
}

/** Returns false if the payment was not credited. */
const reverse = async (context: Context, reversed: Reversed): Promise<boolean> => {
  try {
    await context.bus.call(reversePayment, reversed)
    return true
  } catch (thrown) {
    const error = fromBus(thrown)
    if (error instanceof PublicError && error.code === 'not_found') return false
    throw thrown
  }
}
