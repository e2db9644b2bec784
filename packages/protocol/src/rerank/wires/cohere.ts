import { dropped } from '../../canonical/dropped.ts'
import { unsupported } from '../../canonical/losses.ts'
import { compact } from '../../json/object.ts'
import type { RerankWire } from '../rerank.ts'

/** Cohere's `/v2/rerank` (docs.cohere.com/reference/rerank): texts alone, and nothing is given back. */
export const cohereRerank: RerankWire = {
  writeRequest: ({ query, documents, topCount, maxTokensPerDocument, isCut, extensions }, model) => ({
    body: compact({
      model,
      query,
      documents: documents.map((document, index) => {
        if (document.type === 'text') return document.text
        throw unsupported(`documents[${index}]`, 'this provider ranks texts only.')
      }),
      top_n: topCount ?? undefined,
      max_tokens_per_doc: maxTokensPerDocument ?? undefined,
    }),
    // It always cuts what is too long.
    losses: dropped([...(isCut === false ? ['truncation'] : []), ...extensions]),
  }),
}
