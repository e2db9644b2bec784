import { requireKey } from '@gptget/http'
import type { HttpEnv } from '@gptget/http'
import { Hono } from 'hono'
import type { Context } from '../../context.ts'
import { beginTask } from '../../requests/begin-task.ts'

/** Submissions of midjourney-proxy's clients. */
export const createMjRoute = (context: Context): Hono<HttpEnv> =>
  new Hono<HttpEnv>().post('/mj/submit/:action', requireKey(context.auth), async (c) => {
    const row = await beginTask(context, c, { type: 'mj', action: c.req.param('action') })
    return c.json({ code: 1, description: 'Submit success', result: row.task_id, properties: {} })
  })
