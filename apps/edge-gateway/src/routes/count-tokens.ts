import type { HttpEnv } from '@gptget/http'
import { Hono } from 'hono'
import type { Context } from 'hono'
import type { EdgeContext } from '../context.ts'
import { countRequestTokens } from '../count-tokens/count-request-tokens.ts'
import type { Counting } from '../bodies/read-counting.ts'
import { warningHeaders } from '../pipeline/parse/find-misspelt.ts'
import { limitHeaders } from '../pipeline/rate-limit/limit-headers.ts'

/** Where each dialect's callers have tokens counted; Gemini's paths carry the model and stand in `gemini.ts`. */
export const countTokensRoutes = (context: EdgeContext): Hono<HttpEnv> =>
  new Hono<HttpEnv>()
    .post('/v1/messages/count_tokens', (c) =>
      answerTokenCount(context, c, { dialect: 'anthropic-messages', pathFields: {} }),
    )
    .post('/v1/responses/input_tokens', (c) =>
      answerTokenCount(context, c, { dialect: 'openai-responses', pathFields: {} }),
    )

/** Answers how many tokens a request is, and who says so. */
export const answerTokenCount = async (
  context: EdgeContext,
  c: Context<HttpEnv>,
  counting: Counting,
): Promise<Response> => {
  const { answer, provider, limits, misspelt } = await countRequestTokens(context, c.env, counting)
  return c.json(answer, 200, {
    ...limitHeaders(limits),
    ...warningHeaders(misspelt),
    'x-gptget-token-count': provider === null ? 'estimated' : 'exact',
    ...(provider === null ? {} : { 'x-gptget-provider': provider }),
  })
}
