import { createVideoRequestSchema } from '@gptget/api/schemas/videos'
import { requireKey } from '@gptget/http'
import type { HttpEnv } from '@gptget/http'
import { Hono } from 'hono'
import { describeVideo } from '../../answers/describe-video.ts'
import type { Context } from '../../context.ts'
import { readAsked } from '../../requests/asked.ts'
import { beginTask } from '../../requests/begin-task.ts'
import { newIds } from '../../requests/new-ids.ts'

/** In the formats of OpenAI's clients and of our API. */
export const createVideoRoutes = (context: Context): Hono<HttpEnv> =>
  new Hono<HttpEnv>().on(
    'POST',
    ['/v1/videos', '/v1/video/generations'],
    requireKey(context.auth),
    async (c) => {
      const ids = newIds(context, c, 'vid')
      const asked = await readAsked(context, c, createVideoRequestSchema, ids.inputId)
      const row = await beginTask(context, c, { surface: 'videos', ...ids }, { type: 'video', ...asked })
      return c.json(describeVideo(row))
    },
  )
