import { EMBEDDING_MODEL } from './embedding-model.ts'
import type { EmbeddingsRequest } from './read-request.ts'

/** Prints OpenAI's embeddings response. base64 contains little-endian float32; the official SDKs request it. */
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
