import { requireKey } from '@gptget/http'
import type { HttpEnv } from '@gptget/http'
import { Hono } from 'hono'
import { describeTask } from '../../answers/describe-task.ts'
import type { Context } from '../../context.ts'
import { idOf } from '../../requests/asked.ts'
import { cancelTask } from '../../tasks/cancel-task.ts'

export const cancelTaskRoute = (context: Context): Hono<HttpEnv> =>
  new Hono<HttpEnv>().post('/v1/tasks/:id/cancel', requireKey(context.auth), async (c) =>
    c.json(describeTask(await cancelTask(context, c.var.key.accountId, idOf(c)))),
  )
