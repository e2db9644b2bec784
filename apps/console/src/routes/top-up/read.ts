import type { Handler } from 'hono'
import type { Context } from '../../context.ts'
import type { ConsoleEnv } from '../../env.ts'
import { findPayer } from '../../payments/payers.ts'

/** `GET /console/api/top-up`: the automatic top-up, and whether a card is saved. */
export const readTopUp =
  (context: Context): Handler<ConsoleEnv> =>
  async (c) => {
    const { organizationId } = c.var.member
    const payer = await findPayer(context, organizationId)
    const row = await context.db
      .selectFrom('top_ups')
      .selectAll()
      .where('organization_id', '=', organizationId)
      .executeTakeFirst()
    return c.json({
      is_on: row?.is_on ?? false,
      threshold_cents: row?.threshold_cents ?? 500,
      amount_cents: row?.amount_cents ?? 2_000,
      failure: row?.failure ?? null,
      has_card: (payer?.payment_method_id ?? null) !== null,
    })
  }
