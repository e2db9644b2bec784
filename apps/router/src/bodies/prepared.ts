import type { Dialect, GenerationHead } from '@gptget/contracts'
import type {
  ChatRequest,
  EmbeddingRequest,
  ImageRequest,
  Loss,
  RelayedAsk,
  RerankRequest,
  SpeechRequest,
  Target,
  TranscriptionRequest,
} from '@gptget/protocol'

/** The parts of a generation's head that reading its body needs; data, so that they can be sent to a thread. */
export type ReadHead = Pick<
  GenerationHead,
  'operation' | 'dialect' | 'model' | 'isStream' | 'isStrict' | 'maxOutputTokens'
> & {
  /** The answer is not a stream, but is read as one, so that its growing reservation can be extended. */
  isFolded?: boolean
  /** Images of the answer are stored, so it is parsed even if both sides use the same dialect. */
  storesImages?: boolean
}

/** The target of a request: a provider's dialect, and what is known of the model there. */
export type Serving = {
  dialect: Dialect
  target: Target
  /** The request's tools that the route may not run, by path, with the reason. */
  withoutTools?: readonly { param: string; reason: string }[]
}

/** What reading and writing the answer needs, by the way in which the request was written. */
export type Answering =
  /** Both sides use the same dialect. */
  | { type: 'passed'; asked: RelayedAsk }
  | {
      type: 'translated'
      request: ChatRequest
      estimatedInputTokens: number
      /** Reverts changes of the adaptation. */
      restored: Pick<ChatRequest, 'tools' | 'output'>
      /** Stop sequences to look for in the stream, because the provider does not support them. */
      stops: readonly string[]
    }
  | { type: 'embedded'; request: EmbeddingRequest; isPassed: boolean }
  | { type: 'moderated' }
  /** Images, or the number of input images. */
  | { type: 'pictured'; request: ImageRequest; isEdit: boolean; inputCount: number }
  | { type: 'spoken'; request: SpeechRequest }
  | { type: 'ranked'; request: RerankRequest }
  /** The audio itself is left out. */
  | { type: 'transcribed'; request: TranscriptionRequest }

/** A request in the provider's format. */
export type Prepared<Kind extends Answering = Answering> = {
  body: Buffer
  /** Its content type; default: JSON. */
  contentType?: string
  /** Its path below the provider's address, if the body does not decide it. */
  path?: string
  /** Parts of the request that do not reach the provider unchanged. */
  losses: readonly Loss[]
  answering: Kind
}
