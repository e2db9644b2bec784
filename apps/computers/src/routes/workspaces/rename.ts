import { createWorkspaceRequestSchema } from '@gptget/api/schemas/computers'
import { requireKey } from '@gptget/http'
import type { HttpEnv } from '@gptget/http'
import { Hono } from 'hono'
import { describeWorkspace } from '../../answers/describe-workspace.ts'
import type { Context } from '../../context.ts'
import { actorOf, bodyOf, idOf } from '../../requests/asked.ts'
import { renameWorkspace } from '../../workspaces/workspaces.ts'

export const renameWorkspaceRoute = (context: Context): Hono<HttpEnv> =>
  new Hono<HttpEnv>().patch('/v1/workspaces/:id', requireKey(context), async (c) => {
    const { name } = await bodyOf(context, c, createWorkspaceRequestSchema)
    return c.json(describeWorkspace(await renameWorkspace(context, actorOf(c), idOf(c), name)))
  })
