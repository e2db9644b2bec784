import { dropped } from '../../canonical/dropped.ts'
import { compact } from '../../json/object.ts'
import { textsOf, type RerankWire } from '../rerank.ts'

/** Voyage's `/v1/rerank` (docs.voyageai.com/reference/reranker-api). */
export const voyageRerank: RerankWire = {
  writeRequest: ({ query, documents, topCount, maxTokensPerDocument, isCut, extensions }, model) => ({
    body: compact({
      model,
      query,
      documents: textsOf(documents),
      top_k: topCount ?? undefined,
      truncation: isCut ?? undefined,
    }),
    losses: dropped([...(maxTokensPerDocument === null ? [] : ['max_tokens_per_doc']), ...extensions]),
  }),
}
