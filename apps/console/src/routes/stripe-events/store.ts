import { PublicError } from '@gptget/errors'
import type { Handler } from 'hono'
import type Stripe from 'stripe'
import type { Context } from '../../context.ts'
import type { ConsoleEnv } from '../../env.ts'
import { requirePayments } from '../../payments/payers.ts'
import { receiveReversal, reversalOf } from '../../payments/receive-reversal.ts'
import { receivePayment } from '../../payments/receive-payment.ts'

/**
 * `POST /console/public/stripe`: Stripe's signed webhooks. If handling one fails, the answer is an error, and Stripe
 * repeats it for three days.
 */
export const hearPayments =
  (context: Context): Handler<ConsoleEnv> =>
  async (c) => {
    const payments = requirePayments(context)
    const event = await payments
      .readEvent(await c.req.text(), c.req.header('stripe-signature') ?? '')
      .catch((error: unknown) => {
        throw new PublicError('invalid_request', 'The signature is not Stripe’s or is too old.', {}, error)
      })
    const reversed = reversalOf(event)
    if (reversed !== null)
      return c.json({ received: true, reversed: await receiveReversal(context, reversed) })
    const intent = await intentOf(context, event)
    const isCredited = intent !== null && (await receivePayment(context, intent))
    return c.json({ received: true, credited: isCredited })
  }

/** The payment of an event; none for a payment page that was left without paying. */
const intentOf = async (context: Context, event: Stripe.Event): Promise<Stripe.PaymentIntent | null> => {
  if (event.type === 'payment_intent.succeeded') return event.data.object
  const isDone =
    event.type === 'checkout.session.completed' || event.type === 'checkout.session.async_payment_succeeded'
  if (!isDone || event.data.object.payment_status !== 'paid') return null
  const { payment_intent: intent } = event.data.object
  if (typeof intent !== 'string') return intent
  return (await requirePayments(context).stripe()).paymentIntents.retrieve(intent)
}
