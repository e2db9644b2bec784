import { tasksQuerySchema } from '@gptget/api/schemas/tasks'
import { requireKey } from '@gptget/http'
import type { HttpEnv } from '@gptget/http'
import { Hono } from 'hono'
import { describeTask } from '../../answers/describe-task.ts'
import { describePage } from '../../answers/describe-page.ts'
import type { Context } from '../../context.ts'
import { queryOf } from '../../requests/asked.ts'
import { listTasks } from '../../rows/find-task.ts'

export const listTasksRoute = (context: Context): Hono<HttpEnv> =>
  new Hono<HttpEnv>().get('/v1/tasks', requireKey(context.auth), async (c) => {
    const { after, ...asked } = queryOf(c, tasksQuerySchema)
    const { rows, hasMore } = await listTasks(context, c.var.key.accountId, { after, ...asked })
    return c.json(
      describePage(
        rows.map((row) => describeTask(row)),
        hasMore,
      ),
    )
  })
