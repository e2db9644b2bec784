import { requireKey } from '@gptget/http'
import type { HttpEnv } from '@gptget/http'
import { Hono } from 'hono'
import { describeWorkspace } from '../../answers/describe-workspace.ts'
import type { Context } from '../../context.ts'
import { listWorkspaces } from '../../workspaces/workspaces.ts'

export const listWorkspacesRoute = (context: Context): Hono<HttpEnv> =>
  new Hono<HttpEnv>().get('/v1/workspaces', requireKey(context), async (c) => {
    const found = await listWorkspaces(context.db, c.var.key.accountId)
    return c.json({ object: 'list', data: found.map(describeWorkspace) })
  })
