import { readMonthlySpend } from '@gptget/contracts'
import type { Handler } from 'hono'
import type { Context } from '../../context.ts'
import type { ConsoleEnv } from '../../env.ts'
import { NANO_USD_PER_CENT } from '../../budgets/reached.ts'

/** `GET /console/api/budget`: the monthly budget, and what this month has cost so far. */
export const readBudget =
  (context: Context): Handler<ConsoleEnv> =>
  async (c) => {
    const { organizationId, accountId } = c.var.member
    const row = await context.db
      .selectFrom('budgets')
      .select('amount_cents')
      .where('organization_id', '=', organizationId)
      .executeTakeFirst()
    const { month, spend } = await context.bus.call(readMonthlySpend, { accountIds: [accountId] })
    return c.json({
      amount_cents: row?.amount_cents ?? null,
      month,
      spent_cents: Number(spend[0]!.usedNanoUsd) / Number(NANO_USD_PER_CENT),
    })
  }
