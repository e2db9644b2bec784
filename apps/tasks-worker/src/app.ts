import { DEFAULT_DIALECT } from '@gptget/contracts'
import { createApi } from '@gptget/http'
import { explainFailure } from '@gptget/postgres'
import { ERROR_FORMS } from '@gptget/protocol'
import { healthRoutes } from '@gptget/runtime'
import type { Checks } from '@gptget/runtime'
import type { Context } from './context.ts'
import { cancelTaskRoute } from './routes/tasks/cancel.ts'
import { createTaskRoute } from './routes/tasks/create.ts'
import { deleteTaskRoute } from './routes/tasks/delete.ts'
import { listTasksRoute } from './routes/tasks/list.ts'
import { readTaskRoute } from './routes/tasks/read.ts'
import { streamTaskRoute } from './routes/tasks/stream.ts'
import { createRemixRoute } from './routes/videos/create-remix.ts'
import { createVideoRoutes } from './routes/videos/create.ts'
import { deleteVideoRoute } from './routes/videos/delete.ts'
import { listVideosRoute } from './routes/videos/list.ts'
import { readVideoRoute } from './routes/videos/read.ts'
import { createDeliveryRoutes } from './routes/webhook-deliveries/create.ts'
import { listDeliveriesRoute } from './routes/webhook-deliveries/list.ts'
import { createProviderNewsRoutes } from './routes/provider-webhooks/create.ts'
import { createWebhookRoute } from './routes/webhooks/create.ts'
import { deleteWebhookRoute } from './routes/webhooks/delete.ts'
import { listWebhooksRoute } from './routes/webhooks/list.ts'
import { readWebhookRoute } from './routes/webhooks/read.ts'
import { rotateWebhookRoute } from './routes/webhooks/rotate.ts'
import { updateWebhookRoute } from './routes/webhooks/update.ts'
import { createGoogleVideoRoute } from './routes/google-videos/create.ts'
import { readGoogleVideoRoutes } from './routes/google-videos/read.ts'
import { createMjRoute } from './routes/mj/create.ts'
import { readMjRoutes } from './routes/mj/read.ts'
import { createSunoRoute } from './routes/suno/create.ts'
import { readSunoRoutes } from './routes/suno/read.ts'

const ROUTES = [
  cancelTaskRoute,
  createTaskRoute,
  deleteTaskRoute,
  listTasksRoute,
  readTaskRoute,
  streamTaskRoute,
  createRemixRoute,
  createVideoRoutes,
  deleteVideoRoute,
  listVideosRoute,
  readVideoRoute,
  createDeliveryRoutes,
  createProviderNewsRoutes,
  listDeliveriesRoute,
  createWebhookRoute,
  deleteWebhookRoute,
  listWebhooksRoute,
  readWebhookRoute,
  rotateWebhookRoute,
  updateWebhookRoute,
  createMjRoute,
  readMjRoutes,
  createSunoRoute,
  readSunoRoutes,
  createGoogleVideoRoute,
  readGoogleVideoRoutes,
]

const dialectOfPath = (path: string) => (path.startsWith('/v1beta') ? 'gemini' : DEFAULT_DIALECT)

/** The HTTP API of tasks, which edges forward. */
export const createApp = (context: Context, checks: Checks) => {
  const api = createApi({
    logger: context.logger,
    makeId: context.makeId,
    requestIdHeaders: (_, requestId) => ({ 'x-request-id': requestId }),
    explainFailure,
    describeError: (path, error) => ERROR_FORMS[dialectOfPath(path)].body(error) as object,
  })
  api.route('/', healthRoutes(checks))
  for (const route of ROUTES) api.route('/', route(context))
  return api
}
