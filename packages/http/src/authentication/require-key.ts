import { workFor } from '@gptget/callers'
import type { MiddlewareHandler } from 'hono'
import type { HttpEnv } from '../env.ts'
import { authenticate } from './authenticate.ts'
import type { Keys } from './authenticate.ts'

/**
 * Lets only requests with a valid API key through, and puts its record at `c.var.key`. What follows
 * works for the key's account.
 *
 * @example app.get('/v1/credits', requireKey(context), (c) => c.json({ account: c.var.key.accountId }))
 */
export const requireKey = (keys: Keys): MiddlewareHandler<HttpEnv> =>
  async function requireKey(c, next) {
    const key = await authenticate(c.env.incoming, keys)
    c.set('key', key)
    await workFor(key.accountId, next)
  }
