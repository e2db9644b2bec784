import { mjListRequestSchema } from '@gptget/api/schemas/upstream-surfaces'
import { requireKey } from '@gptget/http'
import type { HttpEnv } from '@gptget/http'
import { Hono } from 'hono'
import { describeMj } from '../../answers/describe-mj.ts'
import type { Context } from '../../context.ts'
import { idOf, readAsked } from '../../requests/asked.ts'
import { findTasks, requireTask } from '../../rows/find-task.ts'

/** One task, or those of a list of ids. */
export const readMjRoutes = (context: Context): Hono<HttpEnv> =>
  new Hono<HttpEnv>()
    .get('/mj/task/:id/fetch', requireKey(context.auth), async (c) =>
      c.json(describeMj(await requireTask(context, c.var.key.accountId, idOf(c)))),
    )
    .post('/mj/task/list-by-condition', requireKey(context.auth), async (c) => {
      const { ids } = await readAsked(context, c, mjListRequestSchema)
      return c.json((await findTasks(context, c.var.key.accountId, ids)).map(describeMj))
    })
