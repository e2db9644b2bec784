import type { ScriptedDialect } from './rendered.ts'
import { openaiChat } from './openai-chat.ts'
import { scriptedVector } from './vectors.ts'

export const UPSTREAM_EMBEDDING_MODEL = 'upstream-embedding-2026-01-01'

/** OpenAI's `/embeddings`: a vector for each input, in the requested encoding and size. */
export const openaiEmbeddings: ScriptedDialect = {
  ...openaiChat,
  render: (transcript, { body }) => ({
    plain: {
      object: 'list',
      data: Array.from({ length: countInputs(body['input']) }, (_, index) => ({
        object: 'embedding',
        index,
        embedding: encode(scriptedVector(index, body['dimensions']), body['encoding_format']),
      })),
      model: UPSTREAM_EMBEDDING_MODEL,
      ...(transcript.usagePlacement === 'absent'
        ? {}
        : {
            usage: {
              prompt_tokens: transcript.usage.inputTokens,
              total_tokens: transcript.usage.inputTokens,
            },
          }),
      x_vendor: { region: 'eu' },
    },
    events: [],
  }),
}

const countInputs = (input: unknown): number =>
  Array.isArray(input) && typeof input[0] !== 'number' ? input.length : 1

const encode = (vector: number[], format: unknown): unknown => {
  if (format !== 'base64') return vector
  const bytes = Buffer.alloc(vector.length * 4)
  vector.forEach((value, index) => bytes.writeFloatLE(value, index * 4))
  return bytes.toString('base64')
}
