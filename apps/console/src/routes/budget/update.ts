import { readMonthlySpend } from '@gptget/contracts'
import { PublicError } from '@gptget/errors'
import { withTransaction } from '@gptget/postgres'
import type { Handler } from 'hono'
import { z } from 'zod'
import { auditOrganization } from '../../audit/audit-organization.ts'
import { forgetAlerts } from '../../budgets/alert-claims.ts'
import { reachedPercents } from '../../budgets/reached.ts'
import type { Context } from '../../context.ts'
import type { ConsoleEnv } from '../../env.ts'

const MOST_CENTS = 1_000_000_000

const body = z.object({ amount_cents: z.int().min(100).max(MOST_CENTS).nullable() })

/** `PUT /console/api/budget`: sets the monthly budget; null: none. */
export const updateBudget =
  (context: Context): Handler<ConsoleEnv> =>
  async (c) => {
    const asked = body.safeParse(await c.req.json().catch(() => null))
    if (!asked.success)
      throw new PublicError('invalid_request', 'amount_cents: a budget is $1 to $10,000,000, in cents.', {
        param: 'amount_cents',
      })
    const { organizationId, accountId, email } = c.var.member
    const amountCents = asked.data.amount_cents
    await (amountCents === null
      ? removeBudget(context, organizationId)
      : setBudget(context, { organizationId, accountId, amountCents }))
    await auditOrganization(context, {
      organizationId,
      by: email,
      action: 'budget.changed',
      subject: organizationId,
      details: asked.data,
    })
    return c.json(asked.data)
  }

const removeBudget = async (context: Context, organizationId: string): Promise<void> => {
  await context.db.deleteFrom('budgets').where('organization_id', '=', organizationId).execute()
}

type NewBudget = { organizationId: string; accountId: string; amountCents: number }

const setBudget = async (context: Context, { organizationId, accountId, amountCents }: NewBudget) => {
  const { spend } = await context.bus.call(readMonthlySpend, { accountIds: [accountId] })
  const reached = reachedPercents(spend[0]!.usedNanoUsd, amountCents)
  const row = { amount_cents: amountCents }
  await withTransaction(context.db, async (tx) => {
    await tx
      .insertInto('budgets')
      .values({ organization_id: organizationId, ...row })
      .onConflict((conflict) => conflict.column('organization_id').doUpdateSet(row))
      .execute()
    await forgetAlerts(tx, { organizationId, reached })
  })
}
