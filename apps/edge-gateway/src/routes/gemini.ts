import type { OperationName } from '@gptget/contracts'
import { Hono } from 'hono'
import type { Context } from 'hono'
import { tryDecodeURIComponent } from 'hono/utils/url'
import { authenticate, requireModelAllowed } from '../access/authenticate.ts'
import { isUsable } from '../access/usable-models.ts'
import { describeGeminiModel } from '../answers/describe-gemini-model.ts'
import type { EdgeEnv } from '../app.ts'
import type { EdgeContext } from '../context.ts'
import { answerTokenCount } from './count-tokens.ts'
import { serveGeneration } from './generations.ts'

/**
 * `/v1beta/models/google/gemini-2.5-pro:generateContent`; the official SDK writes `/v1` too, and encodes the slash.
 * `@ai-sdk/google` leaves `models/` out before a model whose name has a slash.
 */
const METHOD_PATH = /^\/(?:v1(?:beta)?\/models|v1beta)\/(.+):([A-Za-z]+)$/

type Call = { model: string; method: string }

const readCall = (path: string): Call | null => {
  const match = METHOD_PATH.exec(path)
  return match ? { model: tryDecodeURIComponent(match[1]!), method: match[2]! } : null
}

const OPERATIONS: Partial<Record<string, OperationName>> = {
  generateContent: 'chat',
  streamGenerateContent: 'chat',
  embedContent: 'embeddings',
  batchEmbedContents: 'embeddings',
}

/** Gemini's own surface. Generations come first: they write to the socket themselves. */
export const geminiGenerationRoutes = (context: EdgeContext): Hono<EdgeEnv> => {
  const serve = (c: Context<EdgeEnv>, next: () => Promise<void>) => {
    const call = readCall(c.req.path)
    const operation = call ? OPERATIONS[call.method] : undefined
    if (!call || !operation) return next()
    const isStream = call.method === 'streamGenerateContent'
    return serveGeneration(context, c, {
      operation,
      dialect: 'gemini',
      framing: isStream && c.req.query('alt') !== 'sse' ? 'json-array' : 'sse',
      pathFields: {
        model: call.model,
        ...(operation === 'chat' ? { stream: isStream } : { method: call.method }),
      },
    })
  }
  return new Hono<EdgeEnv>().post('/v1beta/*', serve).post('/v1/models/*', serve)
}

export const geminiModelRoutes = (context: EdgeContext): Hono<EdgeEnv> => {
  const { catalog, keys, now } = context
  const countTokens = async (c: Context<EdgeEnv>, next: () => Promise<void>) => {
    const call = readCall(c.req.path)
    if (call?.method !== 'countTokens') return next()
    return answerTokenCount(context, c, 'gemini', { model: call.model })
  }
  return new Hono<EdgeEnv>()
    .get('/v1beta/models', async (c) => {
      const key = await authenticate(c.env.incoming, keys, now())
      const usable = catalog.models().filter((model) => isUsable(key, model))
      return c.json({ models: usable.map(describeGeminiModel) })
    })
    .get('/v1beta/models/:id{.+}', async (c) => {
      const key = await authenticate(c.env.incoming, keys, now())
      const model = catalog.model(c.req.param('id'))
      requireModelAllowed(key, model.id)
      return c.json(describeGeminiModel(model))
    })
    .post('/v1beta/*', countTokens)
    .post('/v1/models/*', countTokens)
}
