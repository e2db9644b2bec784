import { workFor } from '@gptget/callers'
import { PublicError } from '@gptget/errors'
import { createMiddleware } from 'hono/factory'
import type { LoadAuth } from '../auth/load-auth.ts'
import type { Context } from '../context.ts'
import type { ConsoleEnv } from '../env.ts'
import { memberOfRequest } from './member-of-request.ts'

/** Lets only signed-in people through, and sets `c.var.member`. What follows works for them. */
export const requireMember = (context: Context, loadAuth: LoadAuth) =>
  createMiddleware<ConsoleEnv>(async function requireMember(c, next) {
    const member = await memberOfRequest(context, loadAuth, c.req.raw.headers)
    if (member === null) throw new PublicError('missing_api_key', 'Sign in first.')
    c.set('member', member)
    await workFor(member.userId, next)
  })
