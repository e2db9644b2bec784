import { fetchOperationRequestSchema } from '@gptget/api/schemas/google-videos'
import { requireKey } from '@gptget/http'
import type { HttpEnv } from '@gptget/http'
import { Hono } from 'hono'
import { describeOperation } from '../../answers/describe-operation.ts'
import type { Context } from '../../context.ts'
import { readAsked } from '../../requests/asked.ts'
import { readGoogleResource, taskIdIn } from '../../requests/google-path.ts'
import { requireVideo } from '../../requests/require-video.ts'

/** Operations as clients with Gemini keys read them (GET their name), and as clients of Vertex AI do. */
export const readGoogleVideoRoutes = (context: Context): Hono<HttpEnv> =>
  new Hono<HttpEnv>()
    .get('/v1beta/:name{models/.+/operations/[^/]+}', requireKey(context.auth), async (c) => {
      const name = c.req.param('name')
      const row = await requireVideo(context, c.var.key.accountId, taskIdIn(name))
      return c.json(describeOperation(row, name, 'gemini-api'))
    })
    .post('/:version{v1beta1?}/:call{.+:fetchPredictOperation}', requireKey(context.auth), async (c) => {
      const resource = readGoogleResource(c.req.param('call').slice(0, -':fetchPredictOperation'.length))
      if (resource === null) return c.notFound()
      const { operationName } = await readAsked(context, c, fetchOperationRequestSchema)
      const row = await requireVideo(context, c.var.key.accountId, taskIdIn(operationName))
      return c.json(describeOperation(row, operationName, resource.address))
    })
