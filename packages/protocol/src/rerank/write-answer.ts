import { totalInputTokens } from '../canonical/usage.ts'
import type { Closing } from '../dialect.ts'
import { contentOf } from './rerank.ts'
import type { RerankDocument, RerankRequest, RerankResult } from './rerank.ts'

type Told = { id: string; model: string; request: RerankRequest }

/** Ranks in the format of the caller, with our id and cost. */
export const writeRerankAnswer = (
  { ranked, searches }: RerankResult,
  { id, model, request }: Told,
  { usage, costUsd }: Closing,
): Record<string, unknown> => {
  const rows = ranked.map(({ index, score }) => ({
    index,
    relevance_score: score,
    ...(request.areReturned ? { document: returned(request.documents[index]!, request) } : {}),
  }))
  const tokens = totalInputTokens(usage)
  const told = { id, object: 'list', model, usage: { total_tokens: tokens, cost: costUsd } }
  return request.form === 'data'
    ? { ...told, data: rows }
    : { ...told, results: rows, meta: metaOf(searches, tokens) }
}

/** Cohere's. */
const metaOf = (searches: number | undefined, tokens: number) => ({
  api_version: { version: '2' },
  billed_units: searches === undefined ? { input_tokens: tokens } : { search_units: searches },
})

/** Voyage returns texts as strings, the others as objects. */
const returned = (document: RerankDocument, { form }: RerankRequest): unknown =>
  form === 'data' && document.type === 'text' ? document.text : contentOf(document)
