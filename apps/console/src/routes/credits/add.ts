import { grantCredits, takeBackCredits } from '@gptget/contracts'
import { PublicError } from '@gptget/errors'
import type { Handler } from 'hono'
import { z } from 'zod'
import type { Context } from '../../context.ts'
import type { ConsoleEnv } from '../../env.ts'

/** In cents, which is exact enough for amounts that people type. */
const body = z.object({
  amount_cents: z.int().min(-100_000_000).max(100_000_000),
  reason: z.string().trim().min(1).max(500),
})

const NANO_USD_PER_CENT = 10_000_000n

/** `POST /console/api/admin/accounts/:id/credits`: grants credit; a negative amount takes it back. */
export const addCredits =
  ({ bus }: Context): Handler<ConsoleEnv> =>
  async (c) => {
    const asked = body.safeParse(await c.req.json().catch(() => null))
    if (!asked.success || asked.data.amount_cents === 0)
      throw new PublicError('invalid_request', 'An amount in whole cents and a reason are required.', {
        param: 'amount_cents',
      })
    const amount = BigInt(asked.data.amount_cents) * NANO_USD_PER_CENT
    const { availableNanoUsd } = await bus.call(amount > 0n ? grantCredits : takeBackCredits, {
      accountId: c.req.param('id') ?? '',
      amountNanoUsd: amount > 0n ? amount : -amount,
      reason: asked.data.reason,
      actor: { kind: 'operator', id: c.var.member.email },
    })
    return c.json({ available: Number(availableNanoUsd) / 1e9 }, 201)
  }
