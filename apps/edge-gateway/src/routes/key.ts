import { readKeyUsage } from '@gptget/contracts'
import { Hono } from 'hono'
import { authenticate } from '../access/authenticate.ts'
import { describeKey } from '../answers/describe-key.ts'
import type { EdgeEnv } from '../app.ts'
import type { EdgeContext } from '../context.ts'
import { rateLimitsOf } from '../limits/rate-limits-of.ts'

export const keyRoute = ({ bus, keys, limits, now }: EdgeContext): Hono<EdgeEnv> =>
  new Hono<EdgeEnv>().get('/v1/key', async (c) => {
    const key = await authenticate(c.env.incoming, keys, now())
    const [usage, states] = await Promise.all([
      bus.call(readKeyUsage, { keyId: key.keyId, accountId: key.accountId }),
      limits.look(rateLimitsOf(key)),
    ])
    return c.json({ data: describeKey(key, usage, states, new Date(now())) })
  })
