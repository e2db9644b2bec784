import { requireKey } from '@gptget/http'
import type { HttpEnv } from '@gptget/http'
import { Hono } from 'hono'
import type { Context } from '../../context.ts'
import { beginTask } from '../../requests/begin-task.ts'
import { operationNameOf, readGoogleResource } from '../../requests/google-path.ts'

/** `generateVideos` of Google's SDKs, at both of their addresses. */
export const createGoogleVideoRoute = (context: Context): Hono<HttpEnv> =>
  new Hono<HttpEnv>().post(
    '/:version{v1beta1?}/:call{.+:predictLongRunning}',
    requireKey(context.auth),
    async (c) => {
      const resource = readGoogleResource(c.req.param('call').slice(0, -':predictLongRunning'.length))
      if (resource === null) return c.notFound()
      const row = await beginTask(context, c, { type: 'google-videos', model: resource.model })
      return c.json({ name: operationNameOf(resource, row.task_id) })
    },
  )
