import { requireKey } from '@gptget/http'
import type { HttpEnv } from '@gptget/http'
import type { MiddlewareHandler } from 'hono'
import type { EdgeContext } from '../context.ts'

/**
 * Lets only requests with a valid API key through, and limits their number per minute: requests other than generations
 * have no other limit if the key has none.
 */
export const requireCaller = (context: EdgeContext): MiddlewareHandler<HttpEnv> => {
  const withKey = requireKey(context)
  return (c, next) =>
    withKey(c, async () => {
      await context.lookups.take(c.var.key, c.env.outgoing)
      await next()
    })
}
