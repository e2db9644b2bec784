import { DEFAULT_DIALECT } from '@gptget/contracts'
import { createApi } from '@gptget/http'
import { explainFailure } from '@gptget/postgres'
import { ERROR_FORMS } from '@gptget/protocol'
import { healthRoutes } from '@gptget/runtime'
import type { Checks } from '@gptget/runtime'
import type { Context } from './context.ts'
import { realtimeSockets } from './sockets/sockets.ts'
import { createClientSecretRoute } from './routes/client-secrets/create.ts'
import { deleteSessionRoute } from './routes/sessions/delete.ts'
import { listSessionsRoute } from './routes/sessions/list.ts'

const ROUTES = [createClientSecretRoute, deleteSessionRoute, listSessionsRoute]

/** The paths that edges forward: sessions over WebSockets, and their HTTP API. */
export const createApp = (context: Context, checks: Checks) => {
  const { logger, makeId } = context
  const api = createApi({
    logger,
    makeId,
    requestIdHeaders: (_, requestId) => ({ 'x-request-id': requestId }),
    explainFailure,
    describeError: (_, error) => ERROR_FORMS[DEFAULT_DIALECT].body(error) as object,
  })
  api.route('/', healthRoutes(checks))
  for (const route of ROUTES) api.route('/', route(context))
  return { fetch: api.fetch, routes: api.routes, upgrade: realtimeSockets(context) }
}
