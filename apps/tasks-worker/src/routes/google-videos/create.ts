import { predictVideoRequestSchema } from '@gptget/api/schemas/google-videos'
import { requireKey } from '@gptget/http'
import type { HttpEnv } from '@gptget/http'
import { Hono } from 'hono'
import type { Context } from '../../context.ts'
import { readAsked } from '../../requests/asked.ts'
import { beginTask } from '../../requests/begin-task.ts'
import { operationNameOf, readGoogleResource } from '../../requests/google-path.ts'
import { askedByGoogle } from '../../requests/google-video.ts'
import { newIds } from '../../requests/new-ids.ts'

/** `generateVideos` of Google's SDKs, at both of their addresses. */
export const createGoogleVideoRoute = (context: Context): Hono<HttpEnv> =>
  new Hono<HttpEnv>().post(
    '/:version{v1beta1?}/:call{.+:predictLongRunning}',
    requireKey(context.auth),
    async (c) => {
      const resource = readGoogleResource(c.req.param('call').slice(0, -':predictLongRunning'.length))
      if (resource === null) return c.notFound()
      const ids = newIds(context, c, 'vid')
      const asked = await readAsked(context, c, predictVideoRequestSchema, ids.inputId)
      const head = { surface: 'gemini' as const, ...ids }
      const row = await beginTask(context, c, head, askedByGoogle(resource.model, asked))
      return c.json({ name: operationNameOf(resource, row.task_id) })
    },
  )
