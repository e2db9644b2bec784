import { PublicError } from '@gptget/errors'
import type { Handler } from 'hono'
import { z } from 'zod'
import type { LoadAuth } from '../../auth/load-auth.ts'
import type { Context } from '../../context.ts'
import { chooseOrganization, normalizeUserCode } from '../../devices/device-codes.ts'
import type { ConsoleEnv } from '../../env.ts'
import { mayDo } from '../../members/roles.ts'

const body = z.object({ user_code: z.string().max(40), is_approved: z.boolean() })

/** `POST /console/api/devices`: approves or denies the device with a code. */
export const answerDevice =
  (context: Context, loadAuth: LoadAuth): Handler<ConsoleEnv> =>
  async (c) => {
    const asked = body.safeParse(await c.req.json().catch(() => null))
    if (!asked.success)
      throw new PublicError('invalid_request', 'The code is missing.', { param: 'user_code' })
    const { role, organizationId } = c.var.member
    if (asked.data.is_approved && !mayDo(role, 'manage-keys'))
      throw new PublicError(
        'permission_denied',
        `Your role (${role}) may not create keys, which a device needs.`,
      )
    const userCode = normalizeUserCode(asked.data.user_code)
    const { api } = await loadAuth()
    const { headers } = c.req.raw
    try {
      // better-auth requires that the person who answers has read the code before.
      const { status } = await api.deviceVerify({ query: { user_code: userCode }, headers })
      if (status !== 'pending') throw new Error(`it is ${status}`)
      await chooseOrganization(context, userCode, organizationId)
      if (asked.data.is_approved) await api.deviceApprove({ body: { userCode }, headers })
      else await api.deviceDeny({ body: { userCode }, headers })
    } catch (error) {
      throw new PublicError(
        'invalid_request',
        'This code is wrong, was already used, or is older than 15 minutes.',
        { param: 'user_code' },
        error,
      )
    }
    return c.json({ is_approved: asked.data.is_approved })
  }
