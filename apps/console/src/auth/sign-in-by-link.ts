import type { BetterAuthPlugin } from 'better-auth'
import { APIError, createAuthEndpoint } from 'better-auth/api'
import { setSessionCookie } from 'better-auth/cookies'
import { z } from 'zod'
import type { Context } from '../context.ts'
import { redeemLink } from '../links/redeem-link.ts'
import { FIRST_ADMINISTRATOR } from '../members/first-administrator.ts'
import { findAdministrator, openOrganization } from '../members/organizations.ts'

/**
 * `POST /sign-in/link`: the link in the operator's terminal signs in as the administrator. The first use creates that
 * person.
 */
export const signInByLink = (context: Context) =>
  ({
    id: 'sign-in-by-link',
    endpoints: {
      signInByLink: createAuthEndpoint(
        '/sign-in/link',
        { method: 'POST', body: z.object({ token: z.string().max(200) }) },
        async (ctx) => {
          const accountId = await redeemLink(context, ctx.body.token)
          if (accountId === null)
            throw new APIError('UNAUTHORIZED', {
              code: 'LINK_NOT_VALID',
              message: 'This link was already used or is too old. Start GptGet again for a new one.',
            })
          const { internalAdapter } = ctx.context
          const known = await findAdministrator(context)
          const user =
            (known === null ? null : await internalAdapter.findUserById(known)) ??
            (await internalAdapter.createUser({ ...FIRST_ADMINISTRATOR, role: 'admin' }, { method: 'admin' }))
          await openOrganization(context, { accountId, name: 'My organization', ownerId: user.id })
          const session = await internalAdapter.createSession(user.id)
          await setSessionCookie(ctx, { session, user })
          return ctx.json({ user: { id: user.id, name: user.name } })
        },
      ),
    },
  }) satisfies BetterAuthPlugin
