import {
  cloneComputerRequestSchema,
  computersQuerySchema,
  createComputerRequestSchema,
  updateComputerRequestSchema,
} from '@gptget/api/schemas/computers'
import { requireKey } from '@gptget/http'
import type { HttpEnv } from '@gptget/http'
import { Hono } from 'hono'
import type { Context as HonoContext } from 'hono'
import type { Actor, Context } from '../context.ts'
import {
  deleteComputer,
  restartComputer,
  startComputer,
  stopComputer,
  updateComputer,
} from '../lifecycle/commands.ts'
import { cloneComputer, createComputer } from '../lifecycle/create-computer.ts'
import { requireComputer, type StoredComputer } from '../store/rows.ts'
import { actorOf, bodyOf, idOf, queryOf } from './asked.ts'
import { describeComputer } from './describe-computer.ts'

type LifecycleCommand = (context: Context, actor: Actor, computerId: string) => Promise<StoredComputer>

/** Computers from their making to their end. Each call answers when it is done. */
export const computerRoutes = (context: Context): Hono<HttpEnv> => {
  const { db } = context
  const withKey = requireKey(context)
  const answer = (c: HonoContext<HttpEnv>, row: StoredComputer) => describeComputer(context, c, row)
  const running = (command: LifecycleCommand) => async (c: HonoContext<HttpEnv>) =>
    c.json(answer(c, await command(context, actorOf(c), idOf(c))))
  return new Hono<HttpEnv>()
    .post('/v1/computers', withKey, async (c) => {
      const asked = await bodyOf(context, c, createComputerRequestSchema)
      return c.json(answer(c, await createComputer(context, actorOf(c), asked)), 201)
    })
    .get('/v1/computers', withKey, async (c) => {
      const { workspace_id: workspaceId } = queryOf(c, computersQuerySchema)
      const all = db
        .selectFrom('computers')
        .selectAll()
        .where('account_id', '=', c.var.key.accountId)
        .where('deleted_at', 'is', null)
        .orderBy('created_at')
      const rows = await (
        workspaceId === undefined ? all : all.where('workspace_id', '=', workspaceId)
      ).execute()
      return c.json({ object: 'list', data: rows.map((row) => answer(c, row)) })
    })
    .get('/v1/computers/:id', withKey, async (c) =>
      c.json(answer(c, await requireComputer(db, c.var.key.accountId, idOf(c)))),
    )
    .patch('/v1/computers/:id', withKey, async (c) => {
      const changes = await bodyOf(context, c, updateComputerRequestSchema)
      return c.json(answer(c, await updateComputer(context, actorOf(c), idOf(c), changes)))
    })
    .delete('/v1/computers/:id', withKey, async (c) => {
      await deleteComputer(context, actorOf(c), idOf(c))
      return c.json({ id: idOf(c), deleted: true })
    })
    .post('/v1/computers/:id/start', withKey, running(startComputer))
    .post('/v1/computers/:id/stop', withKey, running(stopComputer))
    .post('/v1/computers/:id/restart', withKey, running(restartComputer))
    .post('/v1/computers/:id/clone', withKey, async (c) => {
      const asked = await bodyOf(context, c, cloneComputerRequestSchema)
      return c.json(answer(c, await cloneComputer(context, actorOf(c), idOf(c), asked)), 201)
    })
}
