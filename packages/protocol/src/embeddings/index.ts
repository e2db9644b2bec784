import type { Quirks } from '../dialect.ts'
import type { CallerDialect } from '@gptget/contracts'
import type { Countable } from '../canonical/estimate-tokens.ts'
import type { EmbeddingRequest, EmbeddingWire } from './embedding.ts'
import { geminiEmbeddings } from './gemini.ts'
import { openAiEmbeddings } from './openai.ts'
import { predictEmbeddings } from './predict.ts'

export * from './embedding.ts'
export { batchEmbedContentsSchema, embedContentSchema } from './gemini.ts'
export { requestSchema as embeddingsRequestSchema } from './openai.ts'

/** The dialects that have embeddings. */
const EMBEDDING_WIRES: Partial<Record<CallerDialect, EmbeddingWire>> = {
  'openai-chat': openAiEmbeddings,
  gemini: geminiEmbeddings,
}

/** A dialect's form of embeddings, or the one a server's flags name. @throws Error where it has none. */
export const embeddingWireOf = (dialect: CallerDialect, { embeddingMethod }: Quirks = {}): EmbeddingWire => {
  if (embeddingMethod === 'predict') return predictEmbeddings
  const wire = EMBEDDING_WIRES[dialect]
  if (!wire) throw new Error(`the dialect ${dialect} has no embeddings`)
  return wire
}

/** What is counted of a request for embeddings. */
export const countableEmbedding = ({ inputs }: EmbeddingRequest): Countable => ({
  texts: inputs.flatMap((input) => (input.type === 'text' ? [input.text] : [])),
  otherTokens: inputs.reduce((sum, input) => sum + otherTokensOf(input), 0),
})

/** About what a picture is to models that embed pictures. */
const MEDIA_TOKENS = 258

const otherTokensOf = (input: EmbeddingRequest['inputs'][number]): number => {
  switch (input.type) {
    case 'text':
      return 0
    case 'tokens':
      return input.tokens.length
    case 'media':
      return MEDIA_TOKENS
  }
}
