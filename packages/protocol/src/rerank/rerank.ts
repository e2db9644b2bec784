import { unsupported, type Loss } from '../canonical/losses.ts'
import type { Usage } from '../canonical/usage.ts'

/** Something to be ranked. */
export type RerankDocument = { type: 'text'; text: string } | { type: 'image'; image: string }

/** A document as objects say it. */
export const contentOf = (document: RerankDocument): { text: string } | { image: string } =>
  document.type === 'text' ? { text: document.text } : { image: document.image }

/** Documents for a provider that ranks texts alone. @throws PublicError naming the first that is none */
export const textsOf = (documents: readonly RerankDocument[]): string[] =>
  documents.map((document, index) => {
    if (document.type === 'text') return document.text
    throw unsupported(`documents[${index}]`, 'this provider ranks texts only.')
  })

/**
 * Whose form a caller uses. Cohere's and Jina's answers have `results`, Voyage's `data`; of the first two one form is
 * given that both read.
 */
export type RerankForm = 'results' | 'data'

/** What is asked of a model that ranks. `null`: it was not said. */
export type RerankRequest = {
  model: string
  query: string
  documents: readonly RerankDocument[]
  /** How many of the best are told of. */
  topCount: number | null
  /** The documents are given back with their ranks. */
  areReturned: boolean
  form: RerankForm
  /** Of a longer document its beginning is read. */
  maxTokensPerDocument: number | null
  /** What is too long is cut, and not refused. */
  isCut: boolean | null
  /** Other fields, by their names. */
  extensions: readonly string[]
}

/** Best first. */
export type RerankResult = {
  ranked: readonly { index: number; score: number }[]
  usage?: Usage
  /** Searches of up to 100 documents, where the provider is paid by them. */
  searches?: number
}

/** How a provider is asked to rank. */
export type RerankWire = {
  /** @throws PublicError naming what it cannot do */
  writeRequest(request: RerankRequest, model: string): { body: Record<string, unknown>; losses: Loss[] }
}
