import { requireKey } from '@gptget/http'
import type { HttpEnv } from '@gptget/http'
import { Hono } from 'hono'
import { describeWorkspace } from '../../answers/describe-workspace.ts'
import type { Context } from '../../context.ts'
import { idOf } from '../../requests/asked.ts'
import { requireWorkspace } from '../../workspaces/workspaces.ts'

export const readWorkspaceRoute = (context: Context): Hono<HttpEnv> =>
  new Hono<HttpEnv>().get('/v1/workspaces/:id', requireKey(context), async (c) => {
    const found = await requireWorkspace(context.db, c.var.key.accountId, idOf(c))
    return c.json(describeWorkspace(found))
  })
