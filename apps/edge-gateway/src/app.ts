import { callerOfRequest, createApi, forwardToService, forwardUpgrades, withSocketRoutes } from '@gptget/http'
import type { IncomingMessage } from 'node:http'
import { healthRoutes, isConnected, unless } from '@gptget/runtime'
import type { Checks, ConnectWithin } from '@gptget/runtime'
import { describeError, dialectOfPath } from './answers/describe-error.ts'
import type { EdgeContext } from './context.ts'
import { findElsewhere } from './requests/find-elsewhere.ts'
import { explainMissing } from './answers/explain-missing.ts'
import { slowDown } from './pipeline/deliver/slow-down.ts'
import { requestIdHeaders } from './pipeline/request/inbound-request.ts'
import { limitForwarded } from './requests/limit-forwarded.ts'
import { responseSockets } from './sockets/response-sockets.ts'
import { listActivityRoute } from './routes/activity/list.ts'
import { listAuditRoute } from './routes/audit/list.ts'
import { deleteByokRoute } from './routes/byok/delete.ts'
import { listByokRoute } from './routes/byok/list.ts'
import { storeByokRoute } from './routes/byok/store.ts'
import { forwardContentRoutes } from './routes/content/forward.ts'
import { addConversationItemsRoute } from './routes/conversation-items/add.ts'
import { deleteConversationItemRoute } from './routes/conversation-items/delete.ts'
import { listConversationItemsRoute } from './routes/conversation-items/list.ts'
import { readConversationItemRoute } from './routes/conversation-items/read.ts'
import { createConversationRoute } from './routes/conversations/create.ts'
import { deleteConversationRoute } from './routes/conversations/delete.ts'
import { readConversationRoute } from './routes/conversations/read.ts'
import { updateConversationRoute } from './routes/conversations/update.ts'
import { readCreditsRoute } from './routes/credits/read.ts'
import { GENERATION_ROUTES } from './routes/generations/create.ts'
import { readGenerationRoute } from './routes/generations/read.ts'
import { RESUME_ROUTE } from './routes/generations/resume.ts'
import { createKeyRoute } from './routes/keys/create.ts'
import { listKeysRoute } from './routes/keys/list.ts'
import { readKeyRoute } from './routes/keys/read.ts'
import { readOwnKeyRoute } from './routes/keys/read-own.ts'
import { revokeKeyRoute } from './routes/keys/revoke.ts'
import { rotateKeyRoute } from './routes/keys/rotate.ts'
import { updateKeyRoute } from './routes/keys/update.ts'
import { listLedgerRoute } from './routes/ledger/list.ts'
import { listModelsRoutes } from './routes/models/list.ts'
import { readModelRoutes } from './routes/models/read.ts'
import { cancelResponseRoute } from './routes/responses/cancel.ts'
import { compactResponseRoute } from './routes/responses/compact.ts'
import { deleteResponseRoute } from './routes/responses/delete.ts'
import { listInputItemsRoute } from './routes/responses/list-input-items.ts'
import { readResponseRoute } from './routes/responses/read.ts'
import { simulateRoutingRoute } from './routes/routing/simulate.ts'
import { readStatusRoute } from './routes/status/read.ts'
import { countTokensRoutes } from './routes/tokens/count.ts'
import { socketRoutes } from './socket-routes.ts'

/** What an edge needs to accept traffic. */
export const checksOf = ({ bus, catalog, shutdown }: EdgeContext): Checks => ({
  accepting: () => unless(!shutdown.isStopping, 'It is stopping.'),
  bus: () => isConnected(bus),
  catalog: () => unless(catalog.isLoaded(), 'No router has sent the list of models yet.'),
})

/** Everything that Hono serves. */
const ROUTES = [
  listActivityRoute,
  listAuditRoute,
  deleteByokRoute,
  listByokRoute,
  storeByokRoute,
  forwardContentRoutes,
  addConversationItemsRoute,
  deleteConversationItemRoute,
  listConversationItemsRoute,
  readConversationItemRoute,
  createConversationRoute,
  deleteConversationRoute,
  readConversationRoute,
  updateConversationRoute,
  readCreditsRoute,
  readGenerationRoute,
  createKeyRoute,
  listKeysRoute,
  readKeyRoute,
  readOwnKeyRoute,
  revokeKeyRoute,
  rotateKeyRoute,
  updateKeyRoute,
  listLedgerRoute,
  listModelsRoutes,
  readModelRoutes,
  cancelResponseRoute,
  compactResponseRoute,
  deleteResponseRoute,
  listInputItemsRoute,
  readResponseRoute,
  simulateRoutingRoute,
  readStatusRoute,
  countTokensRoutes,
]

/** The public HTTP API. */
export const createApp = (context: EdgeContext) => {
  const { logger, makeId, directory } = context
  const api = createApi({
    logger,
    makeId,
    describeError,
    explainMissing,
    slowDown: ({ env: { incoming, outgoing }, var: { key } }) =>
      slowDown(context, { incoming, outgoing, keyId: key?.keyId }),
    answerElsewhere: async (c) => {
      const urls = findElsewhere(directory, c.req)
      if (urls.length > 0) await limitForwarded(context, c.env.incoming, c.env.outgoing)
      return forwardToService(urls, c)
    },
    requestIdHeaders: (path, requestId) => requestIdHeaders(dialectOfPath(path), requestId),
  })
  api.route('/', healthRoutes(checksOf(context)))
  for (const route of ROUTES) api.route('/', route(context))
  return {
    ...withSocketRoutes(api, socketRoutes(context)),
    turn: (incoming: IncomingMessage) => context.turns.take(callerOfRequest(incoming, context), 1),
    upgrade: responseSockets(
      context,
      forwardUpgrades({
        directory,
        edgeId: context.edgeId,
        admit: (incoming, socket) => limitForwarded(context, incoming, socket),
      }),
    ),
    onServer: (connect: ConnectWithin): void => {
      context.self.connect = connect
    },
    request: api.request,
    routes: [...api.routes, ...GENERATION_ROUTES, RESUME_ROUTE],
  }
}
