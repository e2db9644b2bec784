import { requireKey } from '@gptget/http'
import type { HttpEnv } from '@gptget/http'
import { Hono } from 'hono'
import { describeTask } from '../../answers/describe-task.ts'
import type { Context } from '../../context.ts'
import { idOf } from '../../requests/asked.ts'
import { requireTask } from '../../rows/find-task.ts'

export const readTaskRoute = (context: Context): Hono<HttpEnv> =>
  new Hono<HttpEnv>().get('/v1/tasks/:id', requireKey(context.auth), async (c) =>
    c.json(describeTask(await requireTask(context, c.var.key.accountId, idOf(c)))),
  )
