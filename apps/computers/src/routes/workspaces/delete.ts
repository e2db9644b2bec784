import { requireKey } from '@gptget/http'
import type { HttpEnv } from '@gptget/http'
import { Hono } from 'hono'
import type { Context } from '../../context.ts'
import { deleteWorkspace } from '../../lifecycle/delete-workspace.ts'
import { actorOf, idOf } from '../../requests/asked.ts'

export const deleteWorkspaceRoute = (context: Context): Hono<HttpEnv> =>
  new Hono<HttpEnv>().delete('/v1/workspaces/:id', requireKey(context), async (c) => {
    await deleteWorkspace(context, actorOf(c), idOf(c))
    return c.json({ id: idOf(c), deleted: true })
  })
