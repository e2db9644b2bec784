import { accountState, setAccountState } from '@gptget/contracts'
import { PublicError } from '@gptget/errors'
import type { Handler } from 'hono'
import { z } from 'zod'
import type { Context } from '../../context.ts'
import type { ConsoleEnv } from '../../env.ts'

const body = z.object({ state: accountState.exclude(['closed']) })

/** `PATCH /console/api/admin/accounts/:id`: suspends or resumes an account. */
export const updateAccount =
  ({ bus }: Context): Handler<ConsoleEnv> =>
  async (c) => {
    const asked = body.safeParse(await c.req.json().catch(() => null))
    if (!asked.success)
      throw new PublicError('invalid_request', 'Expected active or suspended.', { param: 'state' })
    const accountId = c.req.param('id') ?? ''
    const { state } = await bus.call(setAccountState, {
      accountId,
      state: asked.data.state,
      actor: { kind: 'operator', id: c.var.member.email },
    })
    return c.json({ state })
  }
