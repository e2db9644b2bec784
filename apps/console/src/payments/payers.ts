import { PublicError } from '@gptget/errors'
import type { Context } from '../context.ts'
import type { PayerRow } from '../db/schema/index.ts'
import type { Payments } from '../stripe/create-payments.ts'

/** The payments of this platform. @throws PublicError not_supported if the operator has not set them up */
export const requirePayments = ({ payments }: Context): Payments => {
  if (payments !== null) return payments
  throw new PublicError('invalid_request', 'Payments are not set up here: the administrator adds credit.')
}

export const findPayer = ({ db }: Context, organizationId: string): Promise<PayerRow | undefined> =>
  db.selectFrom('payers').selectAll().where('organization_id', '=', organizationId).executeTakeFirst()

type Payer = { organizationId: string; organizationName: string; email: string }

/** The organization's customer at Stripe, created with its first payment. */
export const customerOf = async (
  context: Context,
  { organizationId, organizationName, email }: Payer,
): Promise<string> => {
  const known = await findPayer(context, organizationId)
  if (known !== undefined) return known.customer_id
  const stripe = await requirePayments(context).stripe()
  const customer = await stripe.customers.create(
    { name: organizationName, email, metadata: { organization_id: organizationId } },
    { idempotencyKey: `customer-${organizationId}` },
  )
  await context.db
    .insertInto('payers')
    .values({ organization_id: organizationId, customer_id: customer.id, payment_method_id: null })
    .onConflict((conflict) => conflict.column('organization_id').doNothing())
    .execute()
  return (await findPayer(context, organizationId))!.customer_id
}
