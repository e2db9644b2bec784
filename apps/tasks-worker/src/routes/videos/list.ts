import { videosQuerySchema } from '@gptget/api/schemas/videos'
import { requireKey } from '@gptget/http'
import type { HttpEnv } from '@gptget/http'
import { Hono } from 'hono'
import { describePage } from '../../answers/describe-page.ts'
import { describeVideo } from '../../answers/describe-video.ts'
import type { Context } from '../../context.ts'
import { queryOf } from '../../requests/asked.ts'
import { listTasks } from '../../rows/find-task.ts'

export const listVideosRoute = (context: Context): Hono<HttpEnv> =>
  new Hono<HttpEnv>().get('/v1/videos', requireKey(context.auth), async (c) => {
    const { after, ...page } = queryOf(c, videosQuerySchema)
    const asked = { after, ...page, type: 'video' as const }
    const { rows, hasMore } = await listTasks(context, c.var.key.accountId, asked)
    return c.json(describePage(rows.map(describeVideo), hasMore))
  })
