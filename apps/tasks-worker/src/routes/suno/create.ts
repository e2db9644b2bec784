import { sunoSubmitRequestSchema } from '@gptget/api/schemas/upstream-surfaces'
import { requireKey } from '@gptget/http'
import type { HttpEnv } from '@gptget/http'
import { Hono } from 'hono'
import type { Context } from '../../context.ts'
import { readAsked } from '../../requests/asked.ts'
import { beginTask } from '../../requests/begin-task.ts'
import { newIds } from '../../requests/new-ids.ts'

/** Submissions of Suno wrappers' clients: their own fields are passed on. */
export const createSunoRoute = (context: Context): Hono<HttpEnv> =>
  new Hono<HttpEnv>().post('/suno/submit/:action', requireKey(context.auth), async (c) => {
    const ids = newIds(context, c, 'task')
    const asked = await readAsked(context, c, sunoSubmitRequestSchema, ids.inputId)
    const { model, prompt, mv: _mv, task_id: parent, notify_hook: hook, ...others } = asked
    const { title, tags, make_instrumental: isInstrumental, ...input } = others
    const isLyrics = c.req.param('action') === 'lyrics'
    const row = await beginTask(
      context,
      c,
      { surface: 'suno', ...ids },
      {
        type: 'suno',
        action: c.req.param('action'),
        input,
        ...(model === undefined ? {} : { model }),
        ...(prompt === undefined ? {} : isLyrics ? { prompt } : { lyrics: prompt }),
        ...(title === undefined ? {} : { title }),
        ...(tags === undefined ? {} : { tags }),
        ...(isInstrumental === undefined ? {} : { instrumental: isInstrumental }),
        ...(parent === undefined ? {} : { parent_id: parent }),
        ...(hook === undefined ? {} : { callback_url: hook }),
      },
    )
    return c.json({ code: 'success', message: '', data: row.task_id })
  })
