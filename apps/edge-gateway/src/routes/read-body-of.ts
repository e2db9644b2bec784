import { readBody } from '@gptget/http'
import type { HttpEnv } from '@gptget/http'
import type { Context } from 'hono'
import type { EdgeContext } from '../context.ts'
import { countRequest } from '../pipeline/rate-limit/count-request.ts'

/**
 * The body of a request behind `requireKey`, within its key's budget. Whoever sends one is bound by the requests per
 * minute, whatever it is for. @throws PublicError 429, and as `readBody` does
 */
export const readBodyOf = async (context: EdgeContext, c: Context<HttpEnv>): Promise<Buffer> => {
  const { key } = c.var
  await countRequest(context, key)
  return readBody(c.env.incoming, context.bodies.open(key.keyId, c.env.outgoing))
}
