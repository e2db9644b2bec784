import type { Countable } from '../canonical/estimate-tokens.ts'
import type { EmbeddingRequest } from './embedding.ts'

export * from './embedding.ts'
export { batchEmbedContentsSchema, embedContentSchema } from './gemini.ts'
export { requestSchema as embeddingsRequestSchema } from './openai.ts'

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
