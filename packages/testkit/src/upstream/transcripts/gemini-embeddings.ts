import type { ScriptedDialect } from './rendered.ts'
import { gemini } from './gemini.ts'
import { scriptedVector } from './vectors.ts'

/** Gemini's `embedContent` and `batchEmbedContents`. They report usage only if the script's placement is `always`. */
export const geminiEmbeddings: ScriptedDialect = {
  ...gemini,
  render: (transcript, { body }) => ({
    plain: {
      ...embeddingsOf(body),
      ...(transcript.usagePlacement === 'always'
        ? { usageMetadata: { promptTokenCount: transcript.usage.inputTokens } }
        : {}),
    },
    events: [],
  }),
}

const embeddingsOf = (body: Record<string, unknown>): object => {
  const { requests } = body
  if (!Array.isArray(requests)) return { embedding: embed(body, 0) }
  return { embeddings: requests.map(embed) }
}

const embed = (request: Record<string, unknown>, index: number) => ({
  values: scriptedVector(index, request['outputDimensionality']),
})
