import type { Dialect, Quirks } from '../dialect.ts'
import { estimateTextTokens } from '../canonical/estimate-tokens.ts'
import type { EmbeddingRequest, EmbeddingWire } from './embedding.ts'
import { geminiEmbeddings } from './gemini.ts'
import { openAiEmbeddings } from './openai.ts'
import { predictEmbeddings } from './predict.ts'

export * from './embedding.ts'
export { batchEmbedContentsSchema, embedContentSchema } from './gemini.ts'
export { requestSchema as embeddingsRequestSchema } from './openai.ts'

/** The dialects that have embeddings. */
const EMBEDDING_WIRES: Partial<Record<Dialect, EmbeddingWire>> = {
  'openai-chat': openAiEmbeddings,
  gemini: geminiEmbeddings,
}

/** A dialect's form of embeddings, or the one a server's flags name. @throws Error where it has none. */
export const embeddingWireOf = (dialect: Dialect, { embeddingMethod }: Quirks = {}): EmbeddingWire => {
  if (embeddingMethod === 'predict') return predictEmbeddings
  const wire = EMBEDDING_WIRES[dialect]
  if (!wire) throw new Error(`the dialect ${dialect} has no embeddings`)
  return wire
}

/** About how many tokens a request for embeddings is. */
export const estimateEmbeddingTokens = ({ inputs }: EmbeddingRequest): number =>
  inputs.reduce((sum, input) => {
    switch (input.type) {
      case 'text':
        return sum + estimateTextTokens(input.text)
      case 'tokens':
        return sum + input.tokens.length
      case 'media':
        return sum + MEDIA_TOKENS
    }
  }, 0)

/** About what a picture is to models that embed pictures. */
const MEDIA_TOKENS = 258
