import { listByokKeys } from '@gptget/contracts'
import type { HttpEnv } from '@gptget/http'
import { Hono } from 'hono'
import { describeByokKey } from '../../answers/describe-byok-key.ts'
import type { EdgeContext } from '../../context.ts'
import { requireCaller } from '../../requests/require-caller.ts'

/** An account's own provider keys. Their secrets are never shown again. */
export const listByokRoute = (context: EdgeContext): Hono<HttpEnv> =>
  new Hono<HttpEnv>().get('/v1/byok', requireCaller(context), async (c) => {
    const { accountId } = c.var.key
    const { keys } = await context.bus.call(listByokKeys, { accountId })
    return c.json({ object: 'list', data: keys.map(describeByokKey) })
  })
