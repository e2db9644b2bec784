import type { generate } from '@gptget/contracts'
import { toPublicError } from '@gptget/errors'
import type { z } from 'zod'
import { dropBody } from '@gptget/threads'
import type { RouterContext } from '../context.ts'
import { tryRoutes } from './attempt/try-routes.ts'
import { planRoutes } from './choose-candidates/plan-routes.ts'
import { contentFor } from './choose-candidates/read-ahead.ts'
import { endAnswer, endWithError } from './end-stream/end-answer.ts'
import { turnOf } from './generation/generation.ts'
import type { GenerateStream } from './generation/generation.ts'
import { receive, startGeneration } from './receive/receive.ts'
import { respondAhead } from './relay/respond-ahead.ts'

/*
 * One generation, step by step. Each step is a folder, and no folder imports a later one: receive, choose-candidates,
 * attempt (which writes in the provider's dialect with translate, and relays the answer with relay), then price, report
 * and end-stream at the end of the answer.
 */

/** The outcome of a request whose caller disconnected before any provider was called. */
const NOTHING_DONE: z.output<(typeof generate)['trailer']> = {
  outcome: 'cancelled',
  costNanoUsd: 0n,
  inputTokens: 0,
  outputTokens: 0,
}

/** Serves one generation: tries routes in turn until one answers, records its usage, then ends the answer. */
export const runGeneration = async (context: RouterContext, stream: GenerateStream): Promise<void> => {
  const generation = startGeneration(context, stream)
  const stopWaiting = respondAhead(context, generation)
  try {
    await receive(context, generation)
    const { operation, catalog, body } = generation
    const { head } = stream
    const content = await contentFor(context, { head, catalog, body, turn: turnOf(generation) })
    const asked = { head, operation, catalog, content, byteLength: body.byteLength }
    const plan = planRoutes(asked, context)
    await endAnswer(context, generation, await tryRoutes(context, generation, plan))
  } catch (error) {
    if (stream.signal.aborted) return stream.end(NOTHING_DONE)
    const failure = toPublicError(error)
    if (failure.code === 'internal')
      context.logger.error({ err: error, generationId: stream.head.generationId }, 'a generation failed')
    await endWithError(context, generation, failure)
  } finally {
    stopWaiting()
    dropBody(generation.body)
    generation.leaveRoom()
    generation.atEnd()
    generation.span.end()
  }
}
