import { PublicError } from '@gptget/errors'
import { createMiddleware } from 'hono/factory'
import type { ConsoleEnv } from '../env.ts'
import { mayDo, type Action } from '../members/roles.ts'

/** Lets only members through whose role has a right. */
export const requireAction = (action: Action) =>
  createMiddleware<ConsoleEnv>(async function requireAction(c, next) {
    const { role } = c.var.member
    if (!mayDo(role, action))
      throw new PublicError('permission_denied', `Your role (${role}) may not do this.`)
    await next()
  })
