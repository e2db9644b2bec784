import { revokeKeyByKey } from '@gptget/contracts'
import type { HttpEnv } from '@gptget/http'
import { Hono } from 'hono'
import type { EdgeContext } from '../../context.ts'
import { keyIdOf } from '../../requests/managed-key.ts'
import { actorOf, requireManagementKey } from '../../requests/require-management-key.ts'

export const revokeKeyRoute = (context: EdgeContext): Hono<HttpEnv> =>
  new Hono<HttpEnv>().delete('/v1/keys/:id', requireManagementKey(context), async (c) => {
    const { key } = await context.bus.call(revokeKeyByKey, { ...actorOf(c), keyId: keyIdOf(c) })
    return c.json({ id: key.keyId, deleted: true })
  })
