import { PublicError } from '@gptget/errors'
import { healthRoutes } from '@gptget/runtime'
import type { HttpBindings } from '@hono/node-server'
import { Hono } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import type { Context } from '../context.ts'
import { answerError } from './answer-error.ts'
import { chatCompletions } from './chat-completions.ts'
import { embeddings } from './embeddings.ts'
import { listModels, notFound } from './list-models.ts'
import { speech } from './speech.ts'
import { transcriptions } from './transcriptions.ts'

const MAX_BODY_BYTES = 8 * 2 ** 20

const refuseBody = (): never => {
  throw new PublicError('request_too_large', `The request body is larger than ${MAX_BODY_BYTES} bytes.`)
}

const limit = bodyLimit({ maxSize: MAX_BODY_BYTES, onError: refuseBody })

export const createRoutes = (context: Context): Hono<{ Bindings: HttpBindings }> =>
  new Hono<{ Bindings: HttpBindings }>()
    .route('/', healthRoutes({}))
    .get('/v1/models', listModels(context))
    .post('/v1/chat/completions', limit, chatCompletions(context))
    .post('/v1/embeddings', limit, embeddings(context))
    .post('/v1/audio/speech', limit, speech(context))
    .post('/v1/audio/transcriptions', transcriptions(context))
    .notFound(notFound)
    .onError((error, c) => answerError(error, c, context.logger))
