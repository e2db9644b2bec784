import { isManagementKey } from '@gptget/contracts'
import { PublicError } from '@gptget/errors'
import type { HttpEnv } from '@gptget/http'
import type { Context, MiddlewareHandler } from 'hono'
import type { EdgeContext } from '../context.ts'
import { requireCaller } from './require-caller.ts'

/** Lets only keys with the right to manage keys through. */
export const requireManagementKey = (context: EdgeContext): MiddlewareHandler<HttpEnv> => {
  const withKey = requireCaller(context)
  return (c, next) =>
    withKey(c, () => {
      if (!isManagementKey(c.var.key))
        throw new PublicError('permission_denied', 'This needs a management key.')
      return next()
    })
}

/** The caller, as billing expects it. */
export const actorOf = (c: Context<HttpEnv>): { accountId: string; actor: { kind: 'key'; id: string } } => {
  const { accountId, keyId } = c.var.key
  return { accountId, actor: { kind: 'key', id: keyId } }
}
