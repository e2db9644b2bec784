import { requireKey } from '@gptget/http'
import type { HttpEnv } from '@gptget/http'
import { Hono } from 'hono'
import { describeVideo } from '../../answers/describe-video.ts'
import type { Context } from '../../context.ts'
import { idOf } from '../../requests/asked.ts'
import { requireVideo } from '../../requests/require-video.ts'

export const readVideoRoute = (context: Context): Hono<HttpEnv> =>
  new Hono<HttpEnv>().get('/v1/videos/:id', requireKey(context.auth), async (c) =>
    c.json(describeVideo(await requireVideo(context, c.var.key.accountId, idOf(c)))),
  )
