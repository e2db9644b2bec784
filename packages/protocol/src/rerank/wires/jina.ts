import { dropped } from '../../canonical/dropped.ts'
import { compact } from '../../json/object.ts'
import { contentOf } from '../rerank.ts'
import type { RerankWire } from '../rerank.ts'

/** Jina's `/v1/rerank` (api.jina.ai/redoc), which vLLM, SiliconFlow and most servers copy. */
export const jinaRerank: RerankWire = {
  writeRequest: ({ query, documents, topCount, maxTokensPerDocument, isCut, extensions }, model) => ({
    body: compact({
      model,
      query,
      // As strings if all are texts, for servers that only rank texts.
      documents: documents.every(({ type }) => type === 'text')
        ? documents.map((document) => (document.type === 'text' ? document.text : ''))
        : documents.map(contentOf),
      top_n: topCount ?? undefined,
      return_documents: false,
    }),
    losses: dropped([
      ...(maxTokensPerDocument === null ? [] : ['max_tokens_per_doc']),
      ...(isCut === false ? ['truncation'] : []),
      ...extensions,
    ]),
  }),
}
