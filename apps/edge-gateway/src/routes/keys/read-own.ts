import { readKeyUsage } from '@gptget/contracts'
import type { HttpEnv } from '@gptget/http'
import { Hono } from 'hono'
import { describeKey } from '../../answers/describe-key.ts'
import type { EdgeContext } from '../../context.ts'
import { rateLimitsOf } from '../../pipeline/rate-limit/rate-limits-of.ts'
import { requireCaller } from '../../requests/require-caller.ts'

export const readOwnKeyRoute = (context: EdgeContext): Hono<HttpEnv> =>
  new Hono<HttpEnv>().get('/v1/key', requireCaller(context), async (c) => {
    const { bus, limits, now } = context
    const { key } = c.var
    const [usage, states] = await Promise.all([
      bus.call(readKeyUsage, { keyId: key.keyId, accountId: key.accountId }),
      limits.look(rateLimitsOf(key)),
    ])
    return c.json({ data: describeKey(key, usage, states, new Date(now())) })
  })
