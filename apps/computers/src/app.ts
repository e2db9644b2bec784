import { createApi } from '@gptget/http'
import { DEFAULT_DIALECT } from '@gptget/contracts'
import { ERROR_FORMS } from '@gptget/protocol'
import { healthRoutes } from '@gptget/runtime'
import type { Checks } from '@gptget/runtime'
import type { Context } from './context.ts'
import { pageRoutes } from './page/page-routes.ts'
import { actionRoutes } from './routes/actions.ts'
import { computerRoutes } from './routes/computers.ts'
import { eventRoutes } from './routes/events.ts'
import { fileRoutes } from './routes/files.ts'
import { screenRoutes } from './routes/screen.ts'
import { shellRoutes } from './routes/shell.ts'
import { viewRoutes } from './routes/views.ts'
import { workspaceRoutes } from './routes/workspaces.ts'
import { computerSockets } from './sockets/sockets.ts'

/** The HTTP API of computers, which edges forward. */
export const createApp = (context: Context, checks: Checks) => {
  const { logger, makeId } = context
  const api = createApi({
    logger,
    makeId,
    requestIdHeaders: (_, requestId) => ({ 'x-request-id': requestId }),
    describeError: (_, error) => ERROR_FORMS[DEFAULT_DIALECT].body(error) as object,
  })
  api.route('/', healthRoutes(checks))
  // For whoever starts us: edges do not forward it.
  api.get('/host', (c) => c.json({ driver: context.driver.name, summary: context.driver.summary }))
  const routes = [
    workspaceRoutes(context),
    computerRoutes(context),
    eventRoutes(context),
    actionRoutes(context),
    screenRoutes(context),
    shellRoutes(context),
    fileRoutes(context),
    viewRoutes(context),
    pageRoutes(),
  ]
  for (const route of routes) api.route('/', route)
  return {
    fetch: api.fetch,
    routes: api.routes,
    upgrade: computerSockets(context),
  }
}
