import { embeddingWireOf } from '@gptget/protocol'
import type { EmbeddingRequest } from '@gptget/protocol'
import type { ReadHead } from './prepared.ts'

/** A caller's embedding request in the canonical form. */
export const readEmbedding = (sent: Buffer, { dialect, model }: ReadHead): EmbeddingRequest => {
  const body = JSON.parse(sent.toString()) as object
  return embeddingWireOf(dialect).readRequest({ ...body, model })
}
