import type { OperationName } from '@gptget/contracts'
import { CLIENT_FACING, limitCompletion } from '@gptget/protocol'
import type { Prepared, ReadHead, Serving } from './prepared.ts'
import type { Fetched } from './fetched-media.ts'
import { prepareChat } from './prepare-chat.ts'
import { prepareImages } from './prepare-images.ts'
import { prepareSpeech, prepareTranscription } from './prepare-audio.ts'
import { prepareRerank } from './prepare-rerank.ts'
import { prepareCompletion, prepareEmbedding, prepareModeration } from './prepare-others.ts'

type Prepare = (
  body: Buffer,
  head: ReadHead,
  serving: Serving,
  fetched: readonly Fetched[] | undefined,
) => Prepared

const PREPARATIONS: Record<OperationName, Prepare> = {
  chat: prepareChat,
  completions: prepareCompletion,
  embeddings: prepareEmbedding,
  moderations: prepareModeration,
  images: prepareImages,
  speech: prepareSpeech,
  transcriptions: prepareTranscription,
  translations: prepareTranscription,
  rerank: prepareRerank,
}

/** `fetched`: for providers that fetch no URLs. */
export type Preparation = { head: ReadHead; serving: Serving; fetched?: readonly Fetched[] }

/**
 * Writes a caller's request for a provider. @throws PublicError if the provider's dialect cannot express it, or
 * `strict` forbids the loss
 */
export const prepare = (body: Buffer, { head, serving, fetched }: Preparation): Prepared =>
  PREPARATIONS[head.operation](limited(body, head), head, serving, fetched)

/** Limits a request's answer to the length that is paid for. */
const limited = (body: Buffer, { operation, dialect, maxOutputTokens }: ReadHead): Buffer => {
  if (maxOutputTokens === undefined) return body
  return operation === 'completions'
    ? limitCompletion(body, maxOutputTokens)
    : CLIENT_FACING[dialect].limitOutput(body, maxOutputTokens)
}
