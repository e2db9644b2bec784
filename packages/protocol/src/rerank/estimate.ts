import { estimateTextTokens } from '../canonical/estimate-tokens.ts'
import type { Countable } from '../canonical/estimate-tokens.ts'
import type { RerankRequest, RerankResult } from './rerank.ts'

/** Of this many documents a search is one, and longer ones count as several (cohere.com/pricing). */
const DOCUMENTS_OF_SEARCH = 100
const TOKENS_OF_DOCUMENT = 500

/** About what a picture is to a model that ranks pictures (jina.ai/models/jina-reranker-m0). */
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

/** No reading of a request is more tokens: each is at least a byte. */
export const maxRerankTokens = ({ query, documents }: RerankRequest): number =>
  documents.reduce((sum, document) => sum + sizeOf(document) + Buffer.byteLength(query), 0)

/** How many searches a request is at most. */
export const maxSearchesOf = ({ query, documents }: RerankRequest): number => {
  const pieceBytes = Math.max(1, TOKENS_OF_DOCUMENT - Buffer.byteLength(query))
  const pieces = documents.reduce(
    (sum, document) => sum + Math.max(1, Math.ceil(sizeOf(document) / pieceBytes)),
    0,
  )
  return Math.ceil(pieces / DOCUMENTS_OF_SEARCH)
}

/** How many it was: as the provider says, which is no more than it can be. */
export const searchesOf = (request: RerankRequest, { searches }: RerankResult): number =>
  Math.min(searches ?? Math.ceil(request.documents.length / DOCUMENTS_OF_SEARCH), maxSearchesOf(request))
