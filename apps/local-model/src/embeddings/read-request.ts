import { PublicError } from '@gptget/errors'
import { z } from 'zod'
import { parseBody } from '../parse-body.ts'

const text = z.string().min(1)

/** The fields of OpenAI's "Create embeddings" that are used here. Lists of token numbers are refused. */
const embeddingsRequest = z.looseObject({
  model: z.string(),
  input: z.union([text, z.array(text).min(1).max(2048)]),
  encoding_format: z.enum(['float', 'base64']).nullish(),
  dimensions: z.int().nullish(),
})

export type EmbeddingsRequest = z.infer<typeof embeddingsRequest>

/** @throws PublicError that names the invalid or unsupported field */
export const readEmbeddingsRequest = (body: unknown): EmbeddingsRequest => {
  const request = parseBody(embeddingsRequest, body)
  if (typeof request.dimensions === 'number') {
    throw new PublicError('unsupported_parameter', 'The local model supports only one vector size.', {
      param: 'dimensions',
    })
  }
  return request
}
