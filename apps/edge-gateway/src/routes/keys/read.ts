import type { HttpEnv } from '@gptget/http'
import { Hono } from 'hono'
import type { EdgeContext } from '../../context.ts'
import { keyIdOf, showManagedKey } from '../../requests/managed-key.ts'
import { requireManagementKey } from '../../requests/require-management-key.ts'

export const readKeyRoute = (context: EdgeContext): Hono<HttpEnv> =>
  new Hono<HttpEnv>().get('/v1/keys/:id', requireManagementKey(context), async (c) =>
    c.json({ data: await showManagedKey(context, c, keyIdOf(c)) }),
  )
