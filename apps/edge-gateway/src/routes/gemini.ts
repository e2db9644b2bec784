import type { HttpEnv } from '@gptget/http'
import { Hono } from 'hono'
import type { Context } from 'hono'
import { describeGeminiModel } from '../answers/describe-gemini-model.ts'
import type { EdgeContext } from '../context.ts'
import { requireModelAllowed } from '../pipeline/choose-model/find-model.ts'
import { isUsable } from '../pipeline/choose-model/usable-models.ts'
import { answerTokenCount } from './count-tokens.ts'
import { readGeminiCall } from './generations.ts'
import { requireCaller } from './require-caller.ts'

/** Gemini's own surface, generations apart. */
export const geminiRoutes = (context: EdgeContext): Hono<HttpEnv> => {
  const { catalog } = context
  const withKey = requireCaller(context)
  const countTokens = async (c: Context<HttpEnv>, next: () => Promise<void>) => {
    const call = readGeminiCall(c.req.path)
    if (call?.method !== 'countTokens') return next()
    return answerTokenCount(context, c, { dialect: 'gemini', pathFields: { model: call.model } })
  }
  return new Hono<HttpEnv>()
    .get('/v1beta/models', withKey, (c) => {
      const usable = catalog.models().filter((model) => isUsable(c.var.key, model))
      return c.json({ models: usable.map(describeGeminiModel) })
    })
    .get('/v1beta/models/:id{.+}', withKey, (c) => {
      const model = catalog.model(c.req.param('id'))
      requireModelAllowed(c.var.key, model.id)
      return c.json(describeGeminiModel(model))
    })
    .post('/v1beta/*', countTokens)
    .post('/v1/models/*', countTokens)
}
