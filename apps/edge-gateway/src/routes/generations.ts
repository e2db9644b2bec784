import { RESPONSE_ALREADY_SENT } from '@gptget/runtime'
import type { Context } from 'hono'
import { Hono } from 'hono'
import type { EdgeEnv } from '../app.ts'
import type { EdgeContext } from '../context.ts'
import { createInboundRequest } from '../generation/inbound-request.ts'
import type { InboundRequest } from '../generation/inbound-request.ts'
import { runGeneration } from '../generation/run-generation.ts'

type Particulars = Pick<InboundRequest, 'dialect'> &
  Partial<Pick<InboundRequest, 'operation' | 'framing' | 'pathFields'>>

/** Where each dialect's callers send what they want generated; Gemini's paths carry more and stand in `gemini.ts`. */
const PATHS: Record<string, Particulars> = {
  '/v1/chat/completions': { dialect: 'openai-chat' },
  '/v1/responses': { dialect: 'openai-responses' },
  '/v1/messages': { dialect: 'anthropic-messages' },
  '/v1/embeddings': { dialect: 'openai-chat', operation: 'embeddings' },
  '/v1/completions': { dialect: 'openai-chat', operation: 'completions' },
  '/v1/moderations': { dialect: 'openai-chat', operation: 'moderations' },
}

export const generationRoutes = (context: EdgeContext): Hono<EdgeEnv> => {
  const routes = new Hono<EdgeEnv>()
  for (const [path, particulars] of Object.entries(PATHS))
    routes.post(path, (c) => serveGeneration(context, c, particulars))
  return routes
}

/** Serves a generation on the socket itself. */
export const serveGeneration = async (
  context: EdgeContext,
  c: Context<EdgeEnv>,
  particulars: Particulars,
): Promise<Response> => {
  const { incoming: request, outgoing: response } = c.env
  const arrivedAtMs = context.now()
  await runGeneration(
    context,
    createInboundRequest({ ...particulars, request, response, arrivedAtMs, id: context.makeId() }),
  )
  return RESPONSE_ALREADY_SENT
}
