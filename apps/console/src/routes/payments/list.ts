import { listPayments } from '@gptget/contracts'
import type { Handler } from 'hono'
import type { Context } from '../../context.ts'
import type { ConsoleEnv } from '../../env.ts'

/** `GET /console/api/payments`: the payments of the organization, the newest first. */
export const listPaymentsRoute =
  ({ bus }: Context): Handler<ConsoleEnv> =>
  async (c) => {
    const { payments } = await bus.call(listPayments, { accountId: c.var.member.accountId })
    return c.json({
      payments: payments.map(
        ({ paymentId, entryId, amountNanoUsd, reversedNanoUsd, owedNanoUsd, createdAt }) => ({
          id: paymentId,
          entry_id: entryId,
          amount: Number(amountNanoUsd) / 1e9,
          reversed: Number(reversedNanoUsd) / 1e9,
          owed: Number(owedNanoUsd) / 1e9,
          created_at: createdAt,
        }),
      ),
    })
  }
