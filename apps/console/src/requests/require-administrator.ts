import { PublicError } from '@gptget/errors'
import { createMiddleware } from 'hono/factory'
import type { ConsoleEnv } from '../env.ts'

/** Lets only administrators of the platform through. For others these routes do not exist. */
export const requireAdministrator = createMiddleware<ConsoleEnv>(
  async function requireAdministrator(c, next) {
    if (!c.var.member.isAdministrator)
      throw new PublicError('not_found', `There is no ${c.req.method} ${c.req.path}.`)
    await next()
  },
)
