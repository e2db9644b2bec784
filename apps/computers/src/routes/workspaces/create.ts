import { createWorkspaceRequestSchema } from '@gptget/api/schemas/computers'
import { requireKey } from '@gptget/http'
import type { HttpEnv } from '@gptget/http'
import { Hono } from 'hono'
import { describeWorkspace } from '../../answers/describe-workspace.ts'
import type { Context } from '../../context.ts'
import { actorOf, bodyOf } from '../../requests/asked.ts'
import { createWorkspace } from '../../workspaces/workspaces.ts'

/** A workspace is a namespace of computers. */
export const createWorkspaceRoute = (context: Context): Hono<HttpEnv> =>
  new Hono<HttpEnv>().post('/v1/workspaces', requireKey(context), async (c) => {
    const { name } = await bodyOf(context, c, createWorkspaceRequestSchema)
    return c.json(describeWorkspace(await createWorkspace(context, actorOf(c), name)), 201)
  })
