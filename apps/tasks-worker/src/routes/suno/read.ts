import { mjListRequestSchema } from '@gptget/api/schemas/upstream-surfaces'
import { requireKey } from '@gptget/http'
import type { HttpEnv } from '@gptget/http'
import { Hono } from 'hono'
import { describeSuno } from '../../answers/describe-suno.ts'
import type { Context } from '../../context.ts'
import { idOf, readAsked } from '../../requests/asked.ts'
import { findTasks, requireTask } from '../../rows/find-task.ts'

/** One task, or those of a list of ids. */
export const readSunoRoutes = (context: Context): Hono<HttpEnv> =>
  new Hono<HttpEnv>()
    .get('/suno/fetch/:id', requireKey(context.auth), async (c) => {
      const row = await requireTask(context, c.var.key.accountId, idOf(c))
      return c.json({ code: 'success', message: '', data: describeSuno(row) })
    })
    .post('/suno/fetch', requireKey(context.auth), async (c) => {
      const { ids } = await readAsked(context, c, mjListRequestSchema)
      const rows = await findTasks(context, c.var.key.accountId, ids)
      return c.json({ code: 'success', message: '', data: rows.map(describeSuno) })
    })
