import { unsupported, type Loss } from '../canonical/losses.ts'
import type { Usage } from '../canonical/usage.ts'

/** A document to rank. */
export type RerankDocument = { type: 'text'; text: string } | { type: 'image'; image: string }

/** The object form of a document. */
export const contentOf = (document: RerankDocument): { text: string } | { image: string } =>
  document.type === 'text' ? { text: document.text } : { image: document.image }

/** Documents for a provider that only ranks texts. @throws PublicError naming the first that is not a text */
export const textsOf = (documents: readonly RerankDocument[]): string[] =>
  documents.map((document, index) => {
    if (document.type === 'text') return document.text
    throw unsupported(`documents[${index}]`, 'this provider ranks texts only.')
  })

/**
 * The format of the caller. Cohere's and Jina's answers have `results`, Voyage's `data`. One format works for clients
 * of the first two.
 */
export type RerankForm = 'results' | 'data'

/** A rerank request. `null`: not given. */
export type RerankRequest = {
  model: string
  query: string
  documents: readonly RerankDocument[]
  /** The number of best documents to return. */
  topCount: number | null
  /** Whether to return the documents with their ranks. */
  areReturned: boolean
  form: RerankForm
  /** Only the beginning of a longer document is read. */
  maxTokensPerDocument: number | null
  /** Whether to truncate documents that are too long, instead of refusing them. */
  isCut: boolean | null
  /** Other fields, by their names. */
  extensions: readonly string[]
}

/** Best first. */
export type RerankResult = {
  ranked: readonly { index: number; score: number }[]
  usage?: Usage
  /** Searches of up to 100 documents, if the provider charges for them. */
  searches?: number
}

/** The format of a provider's reranking. */
export type RerankWire = {
  /** @throws PublicError naming an unsupported feature */
  writeRequest(request: RerankRequest, model: string): { body: Record<string, unknown>; losses: Loss[] }
}
