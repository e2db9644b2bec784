import { deleteByokKey } from '@gptget/contracts'
import type { HttpEnv } from '@gptget/http'
import { Hono } from 'hono'
import type { EdgeContext } from '../../context.ts'
import { requireCaller } from '../../requests/require-caller.ts'

export const deleteByokRoute = (context: EdgeContext): Hono<HttpEnv> =>
  new Hono<HttpEnv>().delete('/v1/byok/:id', requireCaller(context), async (c) => {
    const { accountId } = c.var.key
    const { key } = await context.bus.call(deleteByokKey, { accountId, byokKeyId: c.req.param('id') })
    return c.json({ id: key.byokKeyId, object: 'byok_key', deleted: true })
  })
