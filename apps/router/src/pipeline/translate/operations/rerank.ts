import { readRerankResult, searchesOf, UPSTREAM_FACING, writeRerankAnswer } from '@gptget/protocol'
import { hasOperation, operationUrl } from '@gptget/providers'
import type { Answering } from '../../../bodies/prepared.ts'
import { namesOf } from '../../generation/generation.ts'
import type { Operation } from '../../generation/operation.ts'

/** Documents ranked by their relevance to a query. */
export const rerank: Operation<Extract<Answering, { type: 'ranked' }>> = {
  name: 'rerank',
  isOptional: true,
  isServedIn: (dialect) => hasOperation(dialect, 'rerank'),
  open: (generation, route, { losses, answering: { request } }) => ({
    url: operationUrl(route.provider, 'rerank', { model: route.upstreamModel }),
    losses,
    readError: UPSTREAM_FACING[route.provider.dialect].readError,
    readWhole: (body) => {
      const result = readRerankResult(body, request)
      return {
        ...(result.usage ? { usage: result.usage } : {}),
        texts: [],
        counted: { quantities: { requests: searchesOf(request, result) }, attributes: {} },
        print: (closing) =>
          JSON.stringify(writeRerankAnswer(result, { ...namesOf(generation, route), request }, closing)),
      }
    },
    stream: null,
  }),
}
