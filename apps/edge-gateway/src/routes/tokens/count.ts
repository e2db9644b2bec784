import { authenticate } from '@gptget/http'
import type { HttpEnv } from '@gptget/http'
import { Hono } from 'hono'
import type { Context, Next } from 'hono'
import type { EdgeContext } from '../../context.ts'
import { countRequestTokens } from '../../count-tokens/count-request-tokens.ts'
import type { Counting } from '../../bodies/read-counting.ts'
import { warningHeaders } from '../../pipeline/parse/find-misspelt.ts'
import { limitHeaders } from '../../pipeline/rate-limit/limit-headers.ts'
import { readGeminiCall } from '../../requests/gemini-call.ts'

/** The paths of token counts in each dialect. */
export const countTokensRoutes = (context: EdgeContext): Hono<HttpEnv> => {
  const countAsGemini = (c: Context<HttpEnv>, next: Next) => {
    const call = readGeminiCall(c.req.path)
    if (call?.method !== 'countTokens') return next()
    return answerTokenCount(context, c, { dialect: 'gemini', pathFields: { model: call.model } })
  }
  return new Hono<HttpEnv>()
    .post('/v1/messages/count_tokens', (c) =>
      answerTokenCount(context, c, { dialect: 'anthropic-messages', pathFields: {} }),
    )
    .post('/v1/responses/input_tokens', (c) =>
      answerTokenCount(context, c, { dialect: 'openai-responses', pathFields: {} }),
    )
    .post('/v1beta/*', countAsGemini)
    .post('/v1/models/*', countAsGemini)
}

/** Returns the number of tokens of a request, and who counted them. */
const answerTokenCount = async (
  context: EdgeContext,
  c: Context<HttpEnv>,
  counting: Counting,
): Promise<Response> => {
  const key = await authenticate(c.env.incoming, context)
  c.set('key', key)
  const { answer, provider, limits, misspelt } = await countRequestTokens(context, key, c.env, counting)
  return c.json(answer, 200, {
    ...limitHeaders(limits),
    ...warningHeaders(misspelt),
    'x-gptget-token-count': provider === null ? 'estimated' : 'exact',
    ...(provider === null ? {} : { 'x-gptget-provider': provider }),
  })
}
