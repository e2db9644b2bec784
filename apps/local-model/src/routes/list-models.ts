import { PublicError } from '@gptget/protocol'
import type { Context as HonoContext } from 'hono'
import type { Context } from '../context.ts'

/** `GET /v1/models`: the one model that is loaded. */
export const listModels =
  ({ modelId, engine }: Context) =>
  (c: HonoContext): Response => {
    const { contextTokens } = engine()
    const model = {
      id: modelId,
      object: 'model',
      created: 0,
      owned_by: 'local',
      context_length: contextTokens,
    }
    return c.json({ object: 'list', data: [model] })
  }

export const notFound = (c: HonoContext): never => {
  throw new PublicError('not_found', `There is no ${c.req.method} ${c.req.path} here.`)
}
