import { PublicError } from '@gptget/errors'
import { healthRoutes } from '@gptget/runtime'
import type { HttpBindings } from '@hono/node-server'
import { Hono } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import type { Context } from './context.ts'
import { answerError } from './answers/answer-error.ts'
import { answerNotFound } from './answers/answer-not-found.ts'
import { speakText } from './routes/audio/speak.ts'
import { transcribeAudio } from './routes/audio/transcribe.ts'
import { completeChat } from './routes/chat/complete.ts'
import { createEmbeddings } from './routes/embeddings/create.ts'
import { listModels } from './routes/models/list.ts'

const MAX_BODY_BYTES = 8 * 2 ** 20

const refuseBody = (): never => {
  throw new PublicError('request_too_large', `The request body is larger than ${MAX_BODY_BYTES} bytes.`)
}

const limit = bodyLimit({ maxSize: MAX_BODY_BYTES, onError: refuseBody })

/** The HTTP routes, in OpenAI's format, for the models of this machine. */
export const createApp = (context: Context): Hono<{ Bindings: HttpBindings }> =>
  new Hono<{ Bindings: HttpBindings }>()
    .route('/', healthRoutes({}))
    .get('/v1/models', listModels(context))
    .post('/v1/chat/completions', limit, completeChat(context))
    .post('/v1/embeddings', limit, createEmbeddings(context))
    .post('/v1/audio/speech', limit, speakText(context))
    .post('/v1/audio/transcriptions', transcribeAudio(context))
    .notFound(answerNotFound)
    .onError((error, c) => answerError(error, c, context.logger))
