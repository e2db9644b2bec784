import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response'
import { Hono } from 'hono'
import type { EdgeEnv } from '../app.ts'
import type { EdgeContext } from '../context.ts'
import { generationIdOf } from '../generation/arrival.ts'
import { runGeneration } from '../generation/run-generation.ts'

export const chatCompletionsRoute = (context: EdgeContext): Hono<EdgeEnv> =>
  new Hono<EdgeEnv>().post('/v1/chat/completions', async (c) => {
    await runGeneration(context, {
      operation: 'chat',
      dialect: 'openai-chat',
      request: c.env.incoming,
      response: c.env.outgoing,
      requestId: `req_${context.makeId()}`,
      generationId: generationIdOf('openai-chat', context.makeId()),
      arrivedAtMs: context.now(),
    })
    return RESPONSE_ALREADY_SENT
  })
