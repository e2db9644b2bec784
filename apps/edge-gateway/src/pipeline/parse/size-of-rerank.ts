import type { RequestSize } from '@gptget/credit'
import { maxRerankTokens, maxSearchesOf } from '@gptget/protocol'
import type { RerankRequest } from '@gptget/protocol'

/** What limits the cost of reranking: the query is read with each document. */
export const sizeOfRerank = (request: RerankRequest): Omit<RequestSize, 'bodyBytes'> => ({
  maxOutputTokens: 0,
  choices: 1,
  inputs: request.documents.length,
  inputTokens: maxRerankTokens(request),
  made: { unit: 'requests', quantity: maxSearchesOf(request), attributes: {} },
})
