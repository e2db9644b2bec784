import { dropped } from '../../canonical/dropped.ts'
import { unsupported } from '../../canonical/losses.ts'
import { compact } from '../../json/object.ts'
import type { RerankWire } from '../rerank.ts'

/** Voyage's `/v1/rerank` (docs.voyageai.com/reference/reranker-api). */
export const voyageRerank: RerankWire = {
  writeRequest: ({ query, documents, topCount, maxTokensPerDocument, isCut, extensions }, model) => ({
    body: compact({
      model,
      query,
      documents: documents.map((document, index) => {
        if (document.type === 'text') return document.text
        throw unsupported(`documents[${index}]`, 'this provider ranks texts only.')
      }),
      top_k: topCount ?? undefined,
      truncation: isCut ?? undefined,
    }),
    losses: dropped([...(maxTokensPerDocument === null ? [] : ['max_tokens_per_doc']), ...extensions]),
  }),
}
