import { z } from 'zod'
import { OWN_FIELDS } from '../dialects/own-fields.ts'
import { extensionsOf, parseAt } from '../dialects/parse-at.ts'
import type { RerankDocument, RerankRequest } from './rerank.ts'

/** The maximum number of documents in a request: 1,000 at Cohere and Voyage. */
const MAX_DOCUMENTS = 1_000

const document = z.union([z.string(), z.record(z.string(), z.unknown())])
const count = z.int().positive()

/**
 * Cohere's `/v2/rerank` (docs.cohere.com/reference/rerank) and, of `/v1`, its `return_documents`; Jina's `/v1/rerank`
 * (api.jina.ai/redoc); Voyage's (docs.voyageai.com/reference/reranker-api), which has `top_k`.
 */
export const rerankRequestSchema = z.looseObject({
  model: z.string().min(1),
  query: z.string().min(1),
  documents: z.array(document).min(1).max(MAX_DOCUMENTS),
  top_n: count.nullish(),
  top_k: count.nullish(),
  return_documents: z.boolean().nullish(),
  max_tokens_per_doc: count.nullish(),
  truncation: z.boolean().nullish(),
})

const KNOWN = new Set([...Object.keys(rerankRequestSchema.shape), ...Object.keys(OWN_FIELDS)])

/** Reads a rerank request. @throws PublicError naming the field */
export const readRerankRequest = (body: unknown): RerankRequest => {
  const wire = parseAt(rerankRequestSchema, body)
  return {
    model: wire.model,
    query: wire.query,
    documents: wire.documents.map(documentOf),
    topCount: wire.top_n ?? wire.top_k ?? null,
    areReturned: wire.return_documents ?? false,
    // Voyage's clients send both, possibly as null.
    form: wire.top_k !== undefined || wire.truncation !== undefined ? 'data' : 'results',
    maxTokensPerDocument: wire.max_tokens_per_doc ?? null,
    isCut: wire.truncation ?? null,
    extensions: Object.keys(extensionsOf(wire, KNOWN)),
  }
}

/** A record of several fields is ranked by its JSON, as in Cohere's guide. */
const documentOf = (given: z.output<typeof document>): RerankDocument => {
  if (typeof given === 'string') return { type: 'text', text: given }
  if (typeof given['text'] === 'string') return { type: 'text', text: given['text'] }
  if (typeof given['image'] === 'string') return { type: 'image', image: given['image'] }
  return { type: 'text', text: JSON.stringify(given) }
}
