import { PublicError } from '@gptget/errors'
import { isDuplicate } from '@gptget/postgres'
import type { Handler } from 'hono'
import { z } from 'zod'
import { auditPerson } from '../../audit/audit-person.ts'
import type { LoadAuth } from '../../auth/load-auth.ts'
import { FIRST_ADMINISTRATOR } from '../../members/first-administrator.ts'
import type { Context } from '../../context.ts'
import type { ConsoleEnv } from '../../env.ts'

const body = z.object({ email: z.email().max(200), password: z.string().min(10).max(200) })

/**
 * `POST /console/api/profile/password`: a first password for people who signed in by a link or by single sign-on. The
 * first administrator also sets their address here. Other people may not, because they could impersonate the owner of
 * that address.
 */
export const updatePassword =
  (context: Context, loadAuth: LoadAuth): Handler<ConsoleEnv> =>
  async (c) => {
    const asked = body.safeParse(await c.req.json().catch(() => null))
    if (!asked.success)
      throw new PublicError(
        'invalid_request',
        'An email address and a password of at least 10 characters are required.',
        {
          param: 'password',
        },
      )
    const auth = await loadAuth()
    const { internalAdapter } = await auth.$context
    const { userId, email } = c.var.member
    const address = asked.data.email.toLowerCase()
    const isNew = email === FIRST_ADMINISTRATOR.email
    if ((await internalAdapter.findCredentialAccount(userId)) !== null)
      throw new PublicError(
        'permission_denied',
        'The account already has a password. Change it with your current password.',
      )
    if (!isNew && address !== email)
      throw new PublicError(
        'permission_denied',
        `The password is for ${email}: an address cannot be changed.`,
        {
          param: 'email',
        },
      )
    try {
      // A person who can read the operator's terminal needs no mail as proof.
      if (isNew) await internalAdapter.updateUser(userId, { email: address, emailVerified: true })
    } catch (error) {
      if (!isDuplicate(error)) throw error
      throw new PublicError('invalid_request', 'This address cannot be used.', { param: 'email' }, error)
    }
    await auth.api.setPassword({
      body: { newPassword: asked.data.password },
      headers: c.req.raw.headers,
    })
    await auditPerson(context, { id: userId, email: address }, { action: 'person.password_set' })
    return c.json({ is_set: true })
  }
