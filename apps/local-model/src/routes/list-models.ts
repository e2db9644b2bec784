import { PublicError } from '@gptget/errors'
import type { Context } from '../context.ts'
import { EMBEDDING_MODEL } from '../embeddings/embedding-model.ts'
import type { HonoContext } from './hono-context.ts'

/** `GET /v1/models`: the language model, and the sentence encoder. */
export const listModels =
  ({ modelId, contextTokens }: Context) =>
  (c: HonoContext): Response =>
    c.json({
      object: 'list',
      data: [
        printModel(modelId, contextTokens),
        printModel(EMBEDDING_MODEL.modelId, EMBEDDING_MODEL.contextTokens),
      ],
    })

const printModel = (id: string, contextTokens: number) => ({
  id,
  object: 'model',
  created: 0,
  owned_by: 'local',
  context_length: contextTokens,
})

export const notFound = (c: HonoContext): never => {
  throw new PublicError('not_found', `There is no ${c.req.method} ${c.req.path} here.`)
}
