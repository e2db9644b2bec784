import { estimateTextTokens } from '../canonical/estimate-tokens.ts'
import type { Countable } from '../canonical/estimate-tokens.ts'
import type { RerankRequest, RerankResult } from './rerank.ts'

/** A search has up to this many documents, and long ones count as several (cohere.com/pricing). */
const DOCUMENTS_OF_SEARCH = 100
const TOKENS_OF_DOCUMENT = 500

/** About the tokens of an image for a model that ranks images (jina.ai/models/jina-reranker-m0). */
const IMAGE_TOKENS = 1_000

const sizeOf = (document: RerankRequest['documents'][number]): number =>
  document.type === 'text' ? Buffer.byteLength(document.text) : IMAGE_TOKENS

/** The query is read with each document (docs.voyageai.com/docs/faq, "total number of tokens"). */
export const countableRerank = ({ query, documents }: RerankRequest): Countable => ({
  texts: [query, ...documents.flatMap((document) => (document.type === 'text' ? [document.text] : []))],
  otherTokens:
    documents.filter(({ type }) => type === 'image').length * IMAGE_TOKENS +
    (documents.length - 1) * estimateTextTokens(query),
})

/** The maximum tokens of a request, because a token is at least a byte. */
export const maxRerankTokens = ({ query, documents }: RerankRequest): number =>
  documents.reduce((sum, document) => sum + sizeOf(document) + Buffer.byteLength(query), 0)

/** The maximum number of searches of a request. */
export const maxSearchesOf = ({ query, documents }: RerankRequest): number => {
  const pieceBytes = Math.max(1, TOKENS_OF_DOCUMENT - Buffer.byteLength(query))
  const pieces = documents.reduce(
    (sum, document) => sum + Math.max(1, Math.ceil(sizeOf(document) / pieceBytes)),
    0,
  )
  return Math.ceil(pieces / DOCUMENTS_OF_SEARCH)
}

/** The number of searches by the provider's report, limited to the maximum. */
export const searchesOf = (request: RerankRequest, { searches }: RerankResult): number =>
  Math.min(searches ?? Math.ceil(request.documents.length / DOCUMENTS_OF_SEARCH), maxSearchesOf(request))
