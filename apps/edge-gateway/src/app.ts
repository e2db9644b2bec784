import type { Duplex } from 'node:stream'
import { createApi, forwardRequest, forwardUpgrades, withSocketRoutes } from '@gptget/http'
import { healthRoutes } from '@gptget/runtime'
import type { Checks } from '@gptget/runtime'
import { describeError, dialectOfPath } from './answers/describe-error.ts'
import type { EdgeContext } from './context.ts'
import { explainMissing } from './answers/explain-missing.ts'
import { requestIdHeaders } from './pipeline/request/inbound-request.ts'
import { responseSockets } from './sockets/response-sockets.ts'
import { auditRoute } from './routes/audit.ts'
import { byokRoutes } from './routes/byok.ts'
import { compactionRoute } from './routes/compaction.ts'
import { conversationItemRoutes } from './routes/conversation-items.ts'
import { countTokensRoutes } from './routes/count-tokens.ts'
import { creditsRoute } from './routes/credits.ts'
import { exportRoutes } from './routes/exports.ts'
import { geminiRoutes } from './routes/gemini.ts'
import { generationRoute } from './routes/generation.ts'
import { GENERATION_ROUTES } from './routes/generations.ts'
import { keyRoute } from './routes/key.ts'
import { keysRoutes } from './routes/keys.ts'
import { mediaContentRoutes } from './routes/media-content.ts'
import { modelsRoutes } from './routes/models.ts'
import { socketRoutes } from './routes/on-socket.ts'
import { STREAM_PATH } from './routes/recorded-streams.ts'
import { conversationRoutes, responseRoutes } from './routes/responses.ts'
import { routeSimulationRoute } from './routes/route-simulation.ts'

/** What must hold for an edge to take traffic. */
export const checksOf = ({ bus, catalog, shutdown }: EdgeContext): Checks => ({
  accepting: () => !shutdown.isStopping,
  bus: () => bus.isConnected(),
  catalog: () => catalog.isLoaded(),
})

/** The public HTTP API. */
export const createApp = (context: EdgeContext) => {
  const { logger, makeId, directory } = context
  const api = createApi({
    logger,
    makeId,
    describeError,
    explainMissing,
    answerElsewhere: (c) => forwardRequest(directory, c),
    requestIdHeaders: (path, requestId) => requestIdHeaders(dialectOfPath(path), requestId),
  })
  api.route('/', healthRoutes(checksOf(context)))
  const routes = [
    countTokensRoutes(context),
    geminiRoutes(context),
    modelsRoutes(context),
    compactionRoute(context),
    responseRoutes(context),
    conversationRoutes(context),
    conversationItemRoutes(context),
    creditsRoute(context),
    generationRoute(context),
    routeSimulationRoute(context),
    keyRoute(context),
    keysRoutes(context),
    auditRoute(context),
    exportRoutes(context),
    byokRoutes(context),
    mediaContentRoutes(context),
  ]
  for (const route of routes) api.route('/', route)
  return {
    ...withSocketRoutes(api, socketRoutes(context)),
    upgrade: responseSockets(context, forwardUpgrades(directory)),
    onServer: (connect: () => Duplex): void => {
      context.self.connect = connect
    },
    request: api.request,
    routes: [...api.routes, ...GENERATION_ROUTES, { method: 'GET', path: STREAM_PATH }],
  }
}
