import { readBody, readSmallBody } from '@gptget/http'
import type { HttpEnv } from '@gptget/http'
import type { Body } from '@gptget/threads'
import type { Context } from 'hono'
import type { EdgeContext } from '../context.ts'
import { countRequest } from '../pipeline/rate-limit/count-request.ts'

/**
 * The body of a request behind `requireKey`, within its key's budget. Each counts towards the key's requests per
 * minute. @throws PublicError 429, and as `readBody` does
 */
export const readBodyOf = async (context: EdgeContext, c: Context<HttpEnv>): Promise<Body> => {
  const { key } = c.var
  await countRequest(context, key)
  return readBody(c.env.incoming, context.bodies.open(key.accountId, c.env.outgoing))
}

/** The same for bodies that are never large. @throws PublicError 413 over 256 KiB */
export const readSmallBodyOf = async (context: EdgeContext, c: Context<HttpEnv>): Promise<Buffer> => {
  const { key } = c.var
  await countRequest(context, key)
  return readSmallBody(c.env.incoming, context.bodies.open(key.accountId, c.env.outgoing))
}

/** The key by which threads take turns for this request's body. */
export const turnOf = (c: Context<HttpEnv>) => ({
  caller: c.var.key.accountId,
  isWanted: () => !c.env.outgoing.destroyed,
})
