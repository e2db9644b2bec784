import type { CallerDialect } from '@gptget/contracts'
import type { Quirks } from '../dialect.ts'
import type { EmbeddingWire } from '../embeddings/embedding.ts'
import { geminiEmbeddings } from '../embeddings/gemini.ts'
import { openAiEmbeddings } from '../embeddings/openai.ts'
import { predictEmbeddings } from '../embeddings/predict.ts'

/** The dialects that have embeddings. */
const EMBEDDING_WIRES: Partial<Record<CallerDialect, EmbeddingWire>> = {
  'openai-chat': openAiEmbeddings,
  gemini: geminiEmbeddings,
}

/** A dialect's format of embeddings, or that of a server's flags. @throws Error if it has none. */
export const embeddingWireOf = (dialect: CallerDialect, { embeddingMethod }: Quirks = {}): EmbeddingWire => {
  if (embeddingMethod === 'predict') return predictEmbeddings
  const wire = EMBEDDING_WIRES[dialect]
  if (!wire) throw new Error(`the dialect ${dialect} has no embeddings`)
  return wire
}
