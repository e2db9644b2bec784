import { errorHeaders, toPublicError } from '@gptget/errors'
import { healthRoutes } from '@gptget/runtime'
import type { Checks } from '@gptget/runtime'
import type { HttpBindings } from '@hono/node-server'
import { Hono } from 'hono'
import { cors } from 'hono/cors'
import { answerNotFound, dialectOfPath, errorResponse } from './answers/error-response.ts'
import { requestIdHeaders } from './answers/headers.ts'
import type { EdgeContext } from './context.ts'
import { fromBus } from './generation/bus-failure.ts'
import { referenceRoutes } from './reference/routes.ts'
import { byokRoutes } from './routes/byok.ts'
import { countTokensRoutes } from './routes/count-tokens.ts'
import { creditsRoute } from './routes/credits.ts'
import { exportRoutes } from './routes/exports.ts'
import { geminiGenerationRoutes, geminiModelRoutes } from './routes/gemini.ts'
import { generationRoute } from './routes/generation.ts'
import { generationStreamRoute } from './routes/generation-stream.ts'
import { generationRoutes } from './routes/generations.ts'
import { keyRoute } from './routes/key.ts'
import { modelsRoutes } from './routes/models.ts'
import { routeSimulationRoute } from './routes/route-simulation.ts'
import { conversationRoutes, responseRoutes } from './routes/responses.ts'

export type EdgeEnv = { Bindings: HttpBindings; Variables: { requestId: string } }

/** What must hold for an edge to take traffic. */
export const checksOf = ({ bus, catalog, shutdown }: EdgeContext): Checks => ({
  accepting: () => !shutdown.isStopping,
  bus: () => bus.isConnected(),
  catalog: () => catalog.isLoaded(),
})

/** The public HTTP API. */
export const createApp = (context: EdgeContext): Hono<EdgeEnv> => {
  const app = new Hono<EdgeEnv>()
  // Generations write to the socket themselves, so they stand before what would wrap their answers in a Response.
  app.route('/', generationRoutes(context))
  app.route('/', geminiGenerationRoutes(context))
  app.route('/', generationStreamRoute(context))
  app.use(cors({ origin: '*', allowHeaders: ['*', 'authorization'], exposeHeaders: ['*'], maxAge: 86_400 }))
  app.use(async function requestId(c, next) {
    c.set('requestId', `req_${context.makeId()}`)
    await next()
    const headers = requestIdHeaders(dialectOfPath(c.req.path), c.get('requestId'))
    for (const [name, value] of Object.entries(headers)) c.header(name, value)
  })
  app.route('/', healthRoutes(checksOf(context)))
  app.route('/', countTokensRoutes(context))
  app.route('/', geminiModelRoutes(context))
  app.route('/', modelsRoutes(context))
  app.route('/', responseRoutes(context))
  app.route('/', conversationRoutes(context))
  app.route('/', creditsRoute(context))
  app.route('/', generationRoute(context))
  app.route('/', routeSimulationRoute(context))
  app.route('/', keyRoute(context))
  app.route('/', exportRoutes(context))
  app.route('/', byokRoutes(context))
  app.route('/', referenceRoutes())
  app.notFound((c) => answerNotFound(c))
  app.onError((thrown, c) => {
    const error = toPublicError(fromBus(thrown))
    if (error.code === 'internal')
      context.logger.error({ err: thrown, requestId: c.get('requestId') }, 'a request failed')
    return errorResponse(c, error, errorHeaders(error))
  })
  return app
}
