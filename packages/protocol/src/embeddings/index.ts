import type { Countable } from '../canonical/estimate-tokens.ts'
import type { EmbeddingRequest } from './embedding.ts'

export * from './embedding.ts'
export { batchEmbedContentsSchema, embedContentSchema } from './gemini.ts'
export { requestSchema as embeddingsRequestSchema } from './openai.ts'

/** The counted part of a request for embeddings. */
export const countableEmbedding = ({ inputs }: EmbeddingRequest): Countable => ({
  texts: inputs.flatMap((input) => (input.type === 'text' ? [input.text] : [])),
  otherTokens: inputs.reduce((sum, input) => sum + otherTokensOf(input), 0),
})

/** About the tokens of an image for models that embed images. */
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
