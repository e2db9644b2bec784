import { readCredits } from '@gptget/contracts'
import { sql } from 'kysely'
import type { Context } from '../context.ts'
import { topUpFailedMail } from '../mail/mails.ts'
import { recipientsOf } from '../members/recipients.ts'
import { receivePayment } from './receive-payment.ts'

const NANO_USD_PER_CENT = 10_000_000n
/** A wallet that is emptied as fast as it is filled must not be topped up more often. */
const PAUSE_MS = 10 * 60_000

type Due = {
  organizationId: string
  accountId: string
  customerId: string
  paymentMethodId: string
  amountCents: number
  thresholdCents: number
}

/** Tops up the wallets that are below their limit. Every process checks; each wallet is claimed by one. */
export const topUpWallets = async (context: Context): Promise<void> => {
  if (context.payments === null) return
  for (const due of await readDue(context)) await topUp(context, due)
}

const readDue = ({ db, now }: Context): Promise<Due[]> =>
  db
    .selectFrom('top_ups')
    .innerJoin('payers', 'payers.organization_id', 'top_ups.organization_id')
    .innerJoin('organization', 'organization.id', 'top_ups.organization_id')
    .select([
      'organization.id as organizationId',
      'organization.accountId',
      'payers.customer_id as customerId',
      sql<string>`payers.payment_method_id`.as('paymentMethodId'),
      'top_ups.amount_cents as amountCents',
      'top_ups.threshold_cents as thresholdCents',
    ])
    .where('top_ups.is_on', '=', true)
    .where('payers.payment_method_id', 'is not', null)
    .where((each) =>
      each.or([
        each('attempted_at', 'is', null),
        each('attempted_at', '<', new Date(now().getTime() - PAUSE_MS)),
      ]),
    )
    .execute()

const topUp = async (context: Context, due: Due): Promise<void> => {
  const wallet = await context.bus.call(readCredits, { accountId: due.accountId })
  const left = wallet.availableNanoUsd + wallet.leasedNanoUsd
  if (left >= BigInt(due.thresholdCents) * NANO_USD_PER_CENT) return
  const attemptId = await claim(context, due.organizationId)
  if (attemptId === null) return
  const outcome = await pay(context, due, attemptId)
  if (outcome.status === 'unknown') return
  const failure = outcome.status === 'failed' ? outcome.reason : null
  await context.db
    .updateTable('top_ups')
    .set({ attempt_id: null, failure, ...(failure === null ? {} : { is_on: false }) })
    .where('organization_id', '=', due.organizationId)
    .execute()
  if (failure !== null) await tellOfFailure(context, due, failure)
}

/** The id of the payment attempt of this process; null: another process was faster. */
const claim = async ({ db, makeId, now }: Context, organizationId: string): Promise<string | null> => {
  const row = await db
    .updateTable('top_ups')
    .set({ attempted_at: now(), attempt_id: sql`coalesce(attempt_id, ${makeId()})` })
    .where('organization_id', '=', organizationId)
    .where('is_on', '=', true)
    .where((each) =>
      each.or([
        each('attempted_at', 'is', null),
        each('attempted_at', '<', new Date(now().getTime() - PAUSE_MS)),
      ]),
    )
    .returning('attempt_id')
    .executeTakeFirst()
  return row?.attempt_id ?? null
}

type Outcome = { status: 'paid' } | { status: 'failed'; reason: string } | { status: 'unknown' }

/** If Stripe did not answer, the same id is sent again later, and Stripe answers with what it did before. */
const pay = async (context: Context, due: Due, attemptId: string): Promise<Outcome> => {
  const stripe = await context.payments!.stripe()
  try {
    const intent = await stripe.paymentIntents.create(
      {
        amount: due.amountCents,
        currency: 'usd',
        customer: due.customerId,
        payment_method: due.paymentMethodId,
        off_session: true,
        confirm: true,
        description: 'GptGet credit, filled up automatically',
        metadata: { account_id: due.accountId, organization_id: due.organizationId },
      },
      { idempotencyKey: `top-up-${attemptId}` },
    )
    if (intent.status === 'processing') return { status: 'paid' }
    return (await receivePayment(context, intent))
      ? { status: 'paid' }
      : { status: 'failed', reason: `The payment is ${intent.status}: pay once by hand.` }
  } catch (error) {
    const refused = error as { type?: string; message?: string }
    if (refused.type === 'StripeCardError' || refused.type === 'StripeInvalidRequestError')
      return { status: 'failed', reason: refused.message ?? 'The card was refused.' }
    context.logger.error(
      { err: error, accountId: due.accountId },
      'the outcome of a payment is not known yet',
    )
    return { status: 'unknown' }
  }
}

const tellOfFailure = async (context: Context, due: Due, reason: string): Promise<void> => {
  for (const to of await recipientsOf(context, due.organizationId, 'manage-credits'))
    context.mailer?.sendLater(topUpFailedMail(to, reason))
}
