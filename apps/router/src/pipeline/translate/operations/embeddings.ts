import { embeddingWireOf, UPSTREAM_FACING } from '@gptget/protocol'
import type { EmbeddingRequest } from '@gptget/protocol'
import { hasOperation, operationUrl } from '@gptget/providers'
import type { Answering } from '../../../bodies/prepared.ts'
import type { Operation } from '../../generation/operation.ts'

/** Only their number is needed after the answer. */
const withoutInputs = (request: EmbeddingRequest): EmbeddingRequest => ({
  ...request,
  inputs: request.inputs.map(() => ({ type: 'text', text: '' })),
  extensions: {},
})

/** Embeddings: passed through if both sides use one dialect, else translated. */
export const embeddings: Operation<Extract<Answering, { type: 'embedded' }>> = {
  name: 'embeddings',
  isOptional: false,
  isServedIn: (dialect) => hasOperation(dialect, 'embeddings'),
  open: (generation, route, { losses, answering: { request, isPassed } }) => {
    const { dialect, quirks } = route.provider
    const asked = embeddingWireOf(generation.stream.head.dialect)
    const served = embeddingWireOf(dialect, quirks)
    const context = { id: generation.stream.head.generationId, model: route.model, request }
    return {
      url: operationUrl(route.provider, 'embeddings', {
        model: route.upstreamModel,
        isBatch: request.isBatch,
      }),
      losses,
      far: {
        served: { dialect, quirks },
        caller: generation.stream.head.dialect,
        isPassed,
        context: { ...context, request: withoutInputs(request) },
      },
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
}
