import type { CountingDialect } from '@gptget/protocol'
import { Hono } from 'hono'
import type { Context } from 'hono'
import { limitHeaders } from '../answers/headers.ts'
import type { EdgeEnv } from '../app.ts'
import type { EdgeContext } from '../context.ts'
import { countRequestTokens } from '../token-counts/count-request-tokens.ts'

/** Where each dialect's callers have tokens counted; Gemini's paths carry the model and stand in `gemini.ts`. */
export const countTokensRoutes = (context: EdgeContext): Hono<EdgeEnv> =>
  new Hono<EdgeEnv>()
    .post('/v1/messages/count_tokens', (c) => answerTokenCount(context, c, 'anthropic-messages'))
    .post('/v1/responses/input_tokens', (c) => answerTokenCount(context, c, 'openai-responses'))

/** Answers how many tokens a request is, and who says so. */
export const answerTokenCount = async (
  context: EdgeContext,
  c: Context<EdgeEnv>,
  dialect: CountingDialect,
  pathFields: Readonly<Record<string, unknown>> = {},
): Promise<Response> => {
  const { answer, provider, limits } = await countRequestTokens(context, c.env.incoming, dialect, pathFields)
  return c.json(answer, 200, {
    ...limitHeaders(limits),
    'x-gptget-token-count': provider === null ? 'estimated' : 'exact',
    ...(provider === null ? {} : { 'x-gptget-provider': provider }),
  })
}
