import { requireKey } from '@gptget/http'
import type { HttpEnv } from '@gptget/http'
import { Hono } from 'hono'
import type { Context } from '../../context.ts'
import { idOf } from '../../requests/asked.ts'
import { deleteTask } from '../../tasks/cancel-task.ts'

export const deleteTaskRoute = (context: Context): Hono<HttpEnv> =>
  new Hono<HttpEnv>().delete('/v1/tasks/:id', requireKey(context.auth), async (c) => {
    await deleteTask(context, c.var.key.accountId, idOf(c))
    return c.json({ id: idOf(c), object: 'task.deleted', deleted: true })
  })
