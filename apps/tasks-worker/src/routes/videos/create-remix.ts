import { remixVideoRequestSchema } from '@gptget/api/schemas/videos'
import { requireKey } from '@gptget/http'
import type { HttpEnv } from '@gptget/http'
import { Hono } from 'hono'
import { describeVideo } from '../../answers/describe-video.ts'
import type { Context } from '../../context.ts'
import { callerOf, headOf, idOf, readAsked } from '../../requests/asked.ts'
import { requireVideo } from '../../requests/require-video.ts'
import { createTask } from '../../tasks/create-task.ts'
import { requestOf } from '../../rows/read-row.ts'

/** The same length and size as the remixed video, and so the same price. */
export const createRemixRoute = (context: Context): Hono<HttpEnv> =>
  new Hono<HttpEnv>().post('/v1/videos/:id/remix', requireKey(context.auth), async (c) => {
    const { prompt } = await readAsked(context, c, remixVideoRequestSchema)
    const parent = await requireVideo(context, c.var.key.accountId, idOf(c))
    const { seconds, size } = requestOf(parent)
    const request = {
      prompt,
      images: [],
      input: {},
      ...(seconds ? { seconds } : {}),
      ...(size ? { size } : {}),
    }
    const row = await createTask(context, callerOf(c), {
      ...headOf(context, c, 'videos'),
      taskId: `vid_${context.makeId()}`,
      inputId: null,
      type: 'video',
      model: parent.model,
      request,
      metadata: {},
      callbackUrl: null,
      parentId: parent.task_id,
    })
    return c.json(describeVideo(row))
  })
