import { DEFAULT_DIALECT } from '@gptget/contracts'
import { acceptBody, createApi, DIRECT_PATH, requireKey } from '@gptget/http'
import { explainFailure } from '@gptget/postgres'
import { ERROR_FORMS } from '@gptget/protocol'
import { healthRoutes } from '@gptget/runtime'
import type { Checks } from '@gptget/runtime'
import { bodyLimit } from 'hono/body-limit'
import type { Context } from './context.ts'
import { deleteContent } from './routes/content/delete.ts'
import { readContent } from './routes/content/read.ts'
import { signContentAddress } from './routes/content/sign.ts'
import { listMedia } from './routes/media/list.ts'

const CONTENT = '/v1/:collection/:id/content'
const MAX_BODY_BYTES = 64 * 1024

/** The content routes, and the list of media. Edges forward them; a load balancer may route straight here. */
export const createApp = (context: Context, checks: Checks) => {
  const api = createApi({
    logger: context.logger,
    makeId: context.makeId,
    explainFailure,
    describeError: (_path, error) => ERROR_FORMS[DEFAULT_DIALECT].body(error) as object,
    requestIdHeaders: (_path, requestId) => ({ 'x-request-id': requestId }),
  })
  const withKey = requireKey(context.keys)
  api.route('/', healthRoutes(checks))
  api.post(DIRECT_PATH, acceptBody)
  api.get('/v1/media', withKey, listMedia(context))
  api.get(CONTENT, readContent(context))
  api.delete(CONTENT, withKey, deleteContent(context))
  api.post(`${CONTENT}/sign`, withKey, bodyLimit({ maxSize: MAX_BODY_BYTES }), signContentAddress(context))
  return api
}
