import { PublicError } from '@gptget/errors'
import { publicUrlOf } from '@gptget/http'
import type { Handler } from 'hono'
import { z } from 'zod'
import { auditPerson } from '../../audit/audit-person.ts'
import type { LoadAuth } from '../../auth/load-auth.ts'
import type { Context } from '../../context.ts'
import type { ConsoleEnv } from '../../env.ts'

const body = z.object({ email: z.email().max(200) })

const LIFETIME_MS = 3_600_000
const TOKEN_BYTES = 24

/**
 * `POST /console/api/admin/password-links`: creates a link for a new password, for platforms without mail. The
 * administrator passes it on. It works like the one in a mail: once, within an hour.
 */
export const createPasswordLink =
  (context: Context, loadAuth: LoadAuth): Handler<ConsoleEnv> =>
  async (c) => {
    const asked = body.safeParse(await c.req.json().catch(() => null))
    if (!asked.success)
      throw new PublicError('invalid_request', 'An email address is required.', { param: 'email' })
    const { internalAdapter } = await (await loadAuth()).$context
    const email = asked.data.email.toLowerCase()
    const found = await internalAdapter.findUserByEmail(email)
    if (found === null)
      throw new PublicError('not_found', `There is no user with the email address ${email}.`)
    const token = Buffer.from(context.randomBytes(TOKEN_BYTES)).toString('base64url')
    const expiresAt = new Date(context.now().getTime() + LIFETIME_MS)
    await internalAdapter.createVerificationValue({
      value: found.user.id,
      identifier: `reset-password:${token}`,
      expiresAt,
    })
    await auditPerson(context, found.user, {
      action: 'person.password_link_made',
      details: { by: c.var.member.email },
    })
    const link = new URL(`/reset-password#${token}`, publicUrlOf(c.env.incoming, context.config.publicUrl))
      .href
    return c.json({ link, expires_at: expiresAt.toISOString() }, 201)
  }
