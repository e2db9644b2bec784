import { createWorkspaceRequestSchema } from '@gptget/api/schemas/computers'
import { requireKey } from '@gptget/http'
import type { HttpEnv } from '@gptget/http'
import { Hono } from 'hono'
import type { Context } from '../context.ts'
import { deleteWorkspace } from '../lifecycle/delete-workspace.ts'
import {
  createWorkspace,
  listWorkspaces,
  renameWorkspace,
  requireWorkspace,
  type Workspace,
} from '../workspaces/workspaces.ts'
import { actorOf, bodyOf, idOf } from './asked.ts'

const describe = ({ workspace_id: id, name, computer_count, created_at }: Workspace) => ({
  id,
  name,
  computer_count,
  created_at: created_at.toISOString(),
})

/** Namespaces of computers. */
export const workspaceRoutes = (context: Context): Hono<HttpEnv> => {
  const { db } = context
  const withKey = requireKey(context)
  return new Hono<HttpEnv>()
    .post('/v1/workspaces', withKey, async (c) => {
      const { name } = await bodyOf(context, c, createWorkspaceRequestSchema)
      return c.json(describe(await createWorkspace(context, actorOf(c), name)), 201)
    })
    .get('/v1/workspaces', withKey, async (c) => {
      const found = await listWorkspaces(db, c.var.key.accountId)
      return c.json({ object: 'list', data: found.map(describe) })
    })
    .get('/v1/workspaces/:id', withKey, async (c) =>
      c.json(describe(await requireWorkspace(db, c.var.key.accountId, idOf(c)))),
    )
    .patch('/v1/workspaces/:id', withKey, async (c) => {
      const { name } = await bodyOf(context, c, createWorkspaceRequestSchema)
      return c.json(describe(await renameWorkspace(context, actorOf(c), idOf(c), name)))
    })
    .delete('/v1/workspaces/:id', withKey, async (c) => {
      await deleteWorkspace(context, actorOf(c), idOf(c))
      return c.json({ id: idOf(c), deleted: true })
    })
}
