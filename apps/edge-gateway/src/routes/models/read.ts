import type { HttpEnv } from '@gptget/http'
import { Hono } from 'hono'
import type { Context, Next } from 'hono'
import { describeAnthropicModel } from '../../answers/describe-anthropic-model.ts'
import { describeGeminiModel } from '../../answers/describe-gemini-model.ts'
import { describeModel } from '../../answers/describe-model.ts'
import type { EdgeContext } from '../../context.ts'
import { requireModelAllowed } from '../../pipeline/choose-model/find-model.ts'
import { isAnthropicCaller } from '../../requests/anthropic-caller.ts'
import { isGoogleCaller } from '../../requests/google-caller.ts'
import { requireCaller } from '../../requests/require-caller.ts'

/** One model, in the format of OpenAI, Anthropic and Gemini. */
export const readModelRoutes = (context: EdgeContext): Hono<HttpEnv> => {
  const withKey = requireCaller(context)
  const allowedModel = (c: Context<HttpEnv>, id: string) => {
    const model = context.catalog.model(id)
    requireModelAllowed(c.var.key, model.id)
    return model
  }
  return new Hono<HttpEnv>()
    .get('/v1/models/:id{.+}', withKey, (c) => {
      const model = allowedModel(c, c.req.param('id'))
      if (isAnthropicCaller(c)) return c.json(describeAnthropicModel(model))
      return c.json(
        isGoogleCaller(c) ? { ...describeModel(model), ...describeGeminiModel(model) } : describeModel(model),
      )
    })
    .get('/v1beta/models/:id{.+}', leaveOperations, withKey, (c) =>
      c.json(describeGeminiModel(allowedModel(c, c.req.param('id')))),
    )
}

/** The videos of a model are below it; another service serves them. */
const leaveOperations = async (c: Context<HttpEnv>, next: Next): Promise<Response | void> =>
  c.req.param('id')?.includes('/operations/') === true ? c.notFound() : next()
