import { PublicError } from '@gptget/errors'
import { publicUrlOf } from '@gptget/http'
import type { Handler } from 'hono'
import { z } from 'zod'
import type { Context } from '../../context.ts'
import type { ConsoleEnv } from '../../env.ts'
import { customerOf, requirePayments } from '../../payments/payers.ts'

const LEAST_CENTS = 500
const MOST_CENTS = 1_000_000

const body = z.object({
  amount_cents: z.int().min(LEAST_CENTS).max(MOST_CENTS),
  /** Whether the card may be charged again by the automatic top-up. */
  saves_card: z.boolean().default(false),
})

/** `POST /console/api/payments`: the address of Stripe's payment page. Credit is added when it was paid. */
export const createPayment =
  (context: Context): Handler<ConsoleEnv> =>
  async (c) => {
    const payments = requirePayments(context)
    const asked = body.safeParse(await c.req.json().catch(() => null))
    if (!asked.success)
      throw new PublicError('invalid_request', 'The amount must be from $5 to $10,000, in cents.', {
        param: 'amount_cents',
      })
    const { member } = c.var
    const { amount_cents: amountCents, saves_card: savesCard } = asked.data
    const customer = await customerOf(context, member)
    const metadata = {
      account_id: member.accountId,
      organization_id: member.organizationId,
      saves_card: String(savesCard),
    }
    const origin = publicUrlOf(c.env.incoming, context.config.publicUrl)
    const session = await (
      await payments.stripe()
    ).checkout.sessions.create({
      mode: 'payment',
      customer,
      client_reference_id: member.accountId,
      line_items: [
        {
          quantity: 1,
          price_data: { currency: 'usd', unit_amount: amountCents, product_data: { name: 'GptGet credit' } },
        },
      ],
      payment_intent_data: { metadata, ...(savesCard ? { setup_future_usage: 'off_session' as const } : {}) },
      metadata,
      success_url: new URL('/credits?payment=done', origin).href,
      cancel_url: new URL('/credits?payment=left', origin).href,
    })
    if (session.url === null) throw new Error(`Stripe made ${session.id} without an address`)
    return c.json({ url: session.url }, 201)
  }
