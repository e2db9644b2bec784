import { createTaskRequestSchema } from '@gptget/api/schemas/tasks'
import { requireKey } from '@gptget/http'
import type { HttpEnv } from '@gptget/http'
import { Hono } from 'hono'
import { describeTask } from '../../answers/describe-task.ts'
import type { Context } from '../../context.ts'
import { readAsked } from '../../requests/asked.ts'
import { beginTask } from '../../requests/begin-task.ts'
import { newIds } from '../../requests/new-ids.ts'

export const createTaskRoute = (context: Context): Hono<HttpEnv> =>
  new Hono<HttpEnv>().post('/v1/tasks', requireKey(context.auth), async (c) => {
    const ids = newIds(context, c, 'task')
    const asked = await readAsked(context, c, createTaskRequestSchema, ids.inputId)
    return c.json(describeTask(await beginTask(context, c, { surface: 'tasks', ...ids }, asked)))
  })
