import { EMBEDDING_MODEL } from './embedding-model.ts'
import type { EmbeddingsRequest } from './read-request.ts'

/** OpenAI's embeddings answer. base64 is of little-endian float32, as the official SDKs ask for unless told not to. */
export const printEmbeddings = (
  { encoding_format: format }: EmbeddingsRequest,
  { vectors, tokens }: { vectors: readonly number[][]; tokens: number },
) => ({
  object: 'list',
  data: vectors.map((vector, index) => ({
    object: 'embedding',
    index,
    embedding: format === 'base64' ? toBase64(vector) : vector,
  })),
  model: EMBEDDING_MODEL.modelId,
  usage: { prompt_tokens: tokens, total_tokens: tokens },
})

const toBase64 = (vector: readonly number[]): string => {
  const bytes = Buffer.alloc(vector.length * 4)
  vector.forEach((value, index) => bytes.writeFloatLE(value, index * 4))
  return bytes.toString('base64')
}
