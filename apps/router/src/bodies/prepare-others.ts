import { completionRelay, embeddingWireOf, passModerationRequest, refuseLosses } from '@gptget/protocol'
import type { EmbeddingRequest } from '@gptget/protocol'
import type { Answering, Prepared, ReadHead, Serving } from './prepared.ts'
import { readEmbedding } from './read-embedding.ts'

type PreparedAs<Type extends Answering['type']> = Prepared<Extract<Answering, { type: Type }>>

/** A legacy completion, for a provider that still supports it. */
export const prepareCompletion = (
  sent: Buffer,
  { isStream }: ReadHead,
  { target }: Serving,
): PreparedAs<'passed'> => {
  const { body, ...asked } = completionRelay.request(sent, { ...target, isStream })
  return { body, losses: [], answering: { type: 'passed', asked } }
}

/** Texts to moderate, for a provider that supports it. */
export const prepareModeration = (
  sent: Buffer,
  _head: ReadHead,
  { target }: Serving,
): PreparedAs<'moderated'> => ({
  body: passModerationRequest(sent, target.model),
  losses: [],
  answering: { type: 'moderated' },
})

/** Texts to embed: passed through if both sides use one dialect, else translated. */
export const prepareEmbedding = (sent: Buffer, head: ReadHead, serving: Serving): PreparedAs<'embedded'> => {
  const { dialect, target } = serving
  const request = readEmbedding(sent, head)
  const isPassed = embeddingWireOf(head.dialect) === embeddingWireOf(dialect, target.quirks)
  const written = isPassed
    ? { body: embeddingWireOf(dialect).passRequest(sent, target.model), losses: [] }
    : writeEmbedding(request, head, serving)
  return { ...written, answering: { type: 'embedded', request, isPassed } }
}

const writeEmbedding = (
  request: EmbeddingRequest,
  { isStrict }: ReadHead,
  { dialect, target }: Serving,
): Pick<Prepared, 'body' | 'losses'> => {
  const { body, losses } = embeddingWireOf(dialect, target.quirks).writeRequest(request, target.model)
  if (isStrict) refuseLosses(losses)
  return { body: Buffer.from(JSON.stringify(body)), losses }
}
