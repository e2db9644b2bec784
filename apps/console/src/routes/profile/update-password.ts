import { PublicError } from '@gptget/errors'
import { isDuplicate } from '@gptget/postgres'
import type { Handler } from 'hono'
import { z } from 'zod'
import type { LoadAuth } from '../../auth/load-auth.ts'
import type { ConsoleEnv } from '../../env.ts'

const body = z.object({ email: z.email().max(200), password: z.string().min(10).max(200) })

/** `POST /console/api/profile/password`: an address and a first password for who signed in by a link alone. */
export const updatePassword =
  (loadAuth: LoadAuth): Handler<ConsoleEnv> =>
  async (c) => {
    const asked = body.safeParse(await c.req.json().catch(() => null))
    if (!asked.success)
      throw new PublicError('invalid_request', 'An address and a password of 10 characters are needed.', {
        param: 'password',
      })
    const auth = await loadAuth()
    const { internalAdapter } = await auth.$context
    const { userId } = c.var.member
    if ((await internalAdapter.findCredentialAccount(userId)) !== null)
      throw new PublicError('permission_denied', 'There is a password. Change it with the one that you have.')
    try {
      await internalAdapter.updateUser(userId, { email: asked.data.email.toLowerCase() })
    } catch (error) {
      if (!isDuplicate(error)) throw error
      throw new PublicError('invalid_request', 'This address cannot be used.', { param: 'email' }, error)
    }
    await auth.api.setPassword({
      body: { newPassword: asked.data.password },
      headers: c.req.raw.headers,
    })
    return c.json({ is_set: true })
  }
