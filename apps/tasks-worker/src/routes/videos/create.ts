import { requireKey } from '@gptget/http'
import type { HttpEnv } from '@gptget/http'
import { Hono } from 'hono'
import { describeVideo } from '../../answers/describe-video.ts'
import type { Context } from '../../context.ts'
import { beginTask } from '../../requests/begin-task.ts'

/** In the formats of OpenAI's clients and of our API. */
export const createVideoRoutes = (context: Context): Hono<HttpEnv> =>
  new Hono<HttpEnv>().on(
    'POST',
    ['/v1/videos', '/v1/video/generations'],
    requireKey(context.auth),
    async (c) => c.json(describeVideo(await beginTask(context, c, { type: 'videos' }))),
  )
