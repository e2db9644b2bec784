import { embeddingWireOf, countableEmbedding, refuseLosses, UPSTREAM_FACING } from '@gptget/protocol'
import type { EmbeddingRequest } from '@gptget/protocol'
import { hasOperation, operationUrl } from '@gptget/providers'
import type { Route } from '../../catalog/catalog.ts'
import type { Exchange, Operation } from '../operation.ts'
import { dialectOf } from '../run.ts'
import type { Run } from '../run.ts'

/** Texts as vectors: passed on where both sides speak one dialect, else translated. */
export const embeddings: Operation = {
  name: 'embeddings',
  isOptional: false,
  isServedIn: (dialect) => hasOperation(dialect, 'embeddings'),
  open: (run, route) => {
    const { dialect, quirks } = route.provider
    const request = requestOf(run)
    const asked = embeddingWireOf(dialectOf(run))
    const served = embeddingWireOf(dialect, quirks)
    const context = { id: run.stream.head.generationId, model: route.model, request }
    const isPassed = asked === served
    return {
      url: operationUrl(route.provider, 'embeddings', {
        model: route.upstreamModel,
        isBatch: request.isBatch,
      }),
      ...(isPassed ? passedBody(run, route) : writtenBody(run, route, request)),
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
  countable: (run) => countableEmbedding(requestOf(run)),
}

const requestOf = (run: Run): EmbeddingRequest => {
  const body = JSON.parse(run.body.toString()) as object
  return embeddingWireOf(dialectOf(run)).readRequest({ ...body, model: run.stream.head.model })
}

type Body = Pick<Exchange, 'body' | 'losses'>

const passedBody = (run: Run, { provider, upstreamModel }: Route): Body => ({
  body: embeddingWireOf(provider.dialect).passRequest(run.body, upstreamModel),
  losses: [],
})

const writtenBody = (run: Run, { provider, upstreamModel }: Route, request: EmbeddingRequest): Body => {
  const { body, losses } = embeddingWireOf(provider.dialect, provider.quirks).writeRequest(
    request,
    upstreamModel,
  )
  if (run.stream.head.isStrict) refuseLosses(losses)
  return { body: Buffer.from(JSON.stringify(body)), losses }
}
