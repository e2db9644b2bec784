import { dropped } from '../../canonical/dropped.ts'
import { compact } from '../../json/object.ts'
import { textsOf, type RerankWire } from '../rerank.ts'

/** Cohere's `/v2/rerank` (docs.cohere.com/reference/rerank): texts alone, and nothing is given back. */
export const cohereRerank: RerankWire = {
  writeRequest: ({ query, documents, topCount, maxTokensPerDocument, isCut, extensions }, model) => ({
    body: compact({
      model,
      query,
      documents: textsOf(documents),
      top_n: topCount ?? undefined,
      max_tokens_per_doc: maxTokensPerDocument ?? undefined,
    }),
    // It always cuts what is too long.
    losses: dropped([...(isCut === false ? ['truncation'] : []), ...extensions]),
  }),
}
