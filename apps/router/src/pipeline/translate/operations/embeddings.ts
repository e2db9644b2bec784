import { embeddingWireOf, countableEmbedding, refuseLosses, UPSTREAM_FACING } from '@gptget/protocol'
import type { EmbeddingRequest } from '@gptget/protocol'
import { hasOperation, operationUrl } from '@gptget/providers'
import type { Route } from '../../../catalog/catalog.ts'
import type { UpstreamExchange, Operation } from '../../generation/operation.ts'
import { dialectOf } from '../../generation/generation.ts'
import type { Generation } from '../../generation/generation.ts'

/** Texts as vectors: passed on where both sides speak one dialect, else translated. */
export const embeddings: Operation = {
  name: 'embeddings',
  isOptional: false,
  isServedIn: (dialect) => hasOperation(dialect, 'embeddings'),
  open: (generation, route) => {
    const { dialect, quirks } = route.provider
    const request = requestOf(generation)
    const asked = embeddingWireOf(dialectOf(generation))
    const served = embeddingWireOf(dialect, quirks)
    const context = { id: generation.stream.head.generationId, model: route.model, request }
    const isPassed = asked === served
    return {
      url: operationUrl(route.provider, 'embeddings', {
        model: route.upstreamModel,
        isBatch: request.isBatch,
      }),
      ...(isPassed ? passedBody(generation, route) : writtenBody(generation, route, request)),
      readError: UPSTREAM_FACING[dialect].readError,
      readWhole: (body, text) => {
        const result = served.readResult(body, request)
        return {
          ...(result.usage ? { usage: result.usage } : {}),
          texts: [],
          print: (closing) =>
            isPassed
              ? served.passResult(text, result, context, closing)
              : JSON.stringify(asked.writeResult(result, context, closing)),
        }
      },
      stream: null,
    }
  },
  countable: (generation) => countableEmbedding(requestOf(generation)),
}

const requestOf = (generation: Generation): EmbeddingRequest => {
  const body = JSON.parse(generation.body.toString()) as object
  return embeddingWireOf(dialectOf(generation)).readRequest({ ...body, model: generation.stream.head.model })
}

type Body = Pick<UpstreamExchange, 'body' | 'losses'>

const passedBody = (generation: Generation, { provider, upstreamModel }: Route): Body => ({
  body: embeddingWireOf(provider.dialect).passRequest(generation.body, upstreamModel),
  losses: [],
})

const writtenBody = (
  generation: Generation,
  { provider, upstreamModel }: Route,
  request: EmbeddingRequest,
): Body => {
  const { body, losses } = embeddingWireOf(provider.dialect, provider.quirks).writeRequest(
    request,
    upstreamModel,
  )
  if (generation.stream.head.isStrict) refuseLosses(losses)
  return { body: Buffer.from(JSON.stringify(body)), losses }
}
