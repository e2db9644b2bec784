import { PublicError } from '@gptget/errors'
import type { Handler } from 'hono'
import { z } from 'zod'
import { auditOrganization } from '../../audit/audit-organization.ts'
import type { Context } from '../../context.ts'
import type { ConsoleEnv } from '../../env.ts'
import { findPayer, requirePayments } from '../../payments/payers.ts'

const body = z.object({
  is_on: z.boolean(),
  threshold_cents: z.int().min(0).max(1_000_000),
  amount_cents: z.int().min(500).max(1_000_000),
})

/** `PUT /console/api/top-up`: changes the automatic top-up, which charges a saved card. */
export const updateTopUp =
  (context: Context): Handler<ConsoleEnv> =>
  async (c) => {
    requirePayments(context)
    const asked = body.safeParse(await c.req.json().catch(() => null))
    if (!asked.success)
      throw new PublicError('invalid_request', 'The threshold and the amount, in cents ($5 to $10,000).', {
        param: asked.error.issues[0]?.path.join('.') ?? 'amount_cents',
      })
    const { organizationId, email } = c.var.member
    const payer = await findPayer(context, organizationId)
    if (asked.data.is_on && (payer?.payment_method_id ?? null) === null)
      throw new PublicError('invalid_request', 'Pay once and save the card; it can then be charged again.', {
        param: 'is_on',
      })
    const row = { ...asked.data, failure: null }
    await context.db
      .insertInto('top_ups')
      .values({ organization_id: organizationId, attempt_id: null, attempted_at: null, ...row })
      .onConflict((conflict) => conflict.column('organization_id').doUpdateSet(row))
      .execute()
    await auditOrganization(context, {
      organizationId,
      by: email,
      action: 'top_up.changed',
      subject: organizationId,
      details: asked.data,
    })
    return c.json(asked.data)
  }
