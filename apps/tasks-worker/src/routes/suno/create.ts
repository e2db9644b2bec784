import { requireKey } from '@gptget/http'
import type { HttpEnv } from '@gptget/http'
import { Hono } from 'hono'
import type { Context } from '../../context.ts'
import { beginTask } from '../../requests/begin-task.ts'

/** Submissions of Suno wrappers' clients. */
export const createSunoRoute = (context: Context): Hono<HttpEnv> =>
  new Hono<HttpEnv>().post('/suno/submit/:action', requireKey(context.auth), async (c) => {
    const row = await beginTask(context, c, { type: 'suno', action: c.req.param('action') })
    return c.json({ code: 'success', message: '', data: row.task_id })
  })
