import { requireKey } from '@gptget/http'
import type { HttpEnv } from '@gptget/http'
import { Hono } from 'hono'
import type { Context } from '../../context.ts'
import { idOf } from '../../requests/asked.ts'
import { requireVideo } from '../../requests/require-video.ts'
import { deleteTask } from '../../tasks/cancel-task.ts'

export const deleteVideoRoute = (context: Context): Hono<HttpEnv> =>
  new Hono<HttpEnv>().delete('/v1/videos/:id', requireKey(context.auth), async (c) => {
    const { task_id: id, account_id } = await requireVideo(context, c.var.key.accountId, idOf(c))
    await deleteTask(context, account_id, id)
    return c.json({ id, object: 'video.deleted', deleted: true })
  })
