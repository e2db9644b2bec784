import { dropped } from '../../canonical/dropped.ts'
import { compact } from '../../json/object.ts'
import { textsOf, type RerankWire } from '../rerank.ts'

/** Cohere's `/v2/rerank` (docs.cohere.com/reference/rerank): only texts, without returning documents. */
export const cohereRerank: RerankWire = {
  writeRequest: ({ query, documents, topCount, maxTokensPerDocument, isCut, extensions }, model) => ({
    body: compact({
      model,
      query,
      documents: textsOf(documents),
      top_n: topCount ?? undefined,
      max_tokens_per_doc: maxTokensPerDocument ?? undefined,
    }),
    // It always truncates.
    losses: dropped([...(isCut === false ? ['truncation'] : []), ...extensions]),
  }),
}
