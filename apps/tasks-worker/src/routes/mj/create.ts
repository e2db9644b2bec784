import { mjSubmitRequestSchema } from '@gptget/api/schemas/upstream-surfaces'
import { requireKey } from '@gptget/http'
import type { HttpEnv } from '@gptget/http'
import { Hono } from 'hono'
import type { Context } from '../../context.ts'
import { readAsked } from '../../requests/asked.ts'
import { beginTask } from '../../requests/begin-task.ts'
import { newIds } from '../../requests/new-ids.ts'

/**
 * Submissions of midjourney-proxy's clients: their own fields are passed on, and follow-ups name the task that they
 * continue.
 */
export const createMjRoute = (context: Context): Hono<HttpEnv> =>
  new Hono<HttpEnv>().post('/mj/submit/:action', requireKey(context.auth), async (c) => {
    const ids = newIds(context, c, 'task')
    const asked = await readAsked(context, c, mjSubmitRequestSchema, ids.inputId)
    const { model, prompt, base64, base64Array = [], taskId, notifyHook, state: _state, ...input } = asked
    const pictures = [...(base64 === undefined ? [] : [base64]), ...base64Array]
    const row = await beginTask(
      context,
      c,
      { surface: 'mj', ...ids },
      {
        type: 'mj',
        action: c.req.param('action'),
        input,
        ...(model === undefined ? {} : { model }),
        ...(prompt === undefined || prompt === '' ? {} : { prompt }),
        ...(pictures.length === 0 ? {} : { reference_images: pictures }),
        ...(taskId === undefined ? {} : { parent_id: taskId }),
        ...(notifyHook === undefined ? {} : { callback_url: notifyHook }),
      },
    )
    return c.json({ code: 1, description: 'Submit success', result: row.task_id, properties: {} })
  })
