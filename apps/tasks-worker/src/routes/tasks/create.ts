import { requireKey } from '@gptget/http'
import type { HttpEnv } from '@gptget/http'
import { Hono } from 'hono'
import { describeTask } from '../../answers/describe-task.ts'
import type { Context } from '../../context.ts'
import { beginTask } from '../../requests/begin-task.ts'

export const createTaskRoute = (context: Context): Hono<HttpEnv> =>
  new Hono<HttpEnv>().post('/v1/tasks', requireKey(context.auth), async (c) =>
    c.json(describeTask(await beginTask(context, c, { type: 'tasks' }))),
  )
