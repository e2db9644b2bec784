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

/** What of a generation's head its body is read with; data, so that a thread can be told of it. */
export type ReadHead = Pick<
  GenerationHead,
  'operation' | 'dialect' | 'model' | 'isStream' | 'isStrict' | 'maxOutputTokens'
> & {
  /** The answer is wanted whole, and read as a stream: what grows is paid for as it grows. */
  isFolded?: boolean
}

/** What a request is written for: a provider's dialect, and what is known of the model there. */
export type Serving = {
  dialect: Dialect
  target: Target
  /** Tools of the request that the route may not run, by their places, and why. */
  withoutTools?: readonly { param: string; reason: string }[]
}

/** What the answer to a request is read and written with, by how the request was written. */
export type Answering =
  /** Both sides speak the same dialect. */
  | { type: 'passed'; asked: RelayedAsk }
  | {
      type: 'translated'
      request: ChatRequest
      estimatedInputTokens: number
      /** What is put back of what adapting changed. */
      restored: Pick<ChatRequest, 'tools' | 'output'>
      /** Stop sequences to look for in the stream, which the provider does not take. */
      stops: readonly string[]
    }
  | { type: 'embedded'; request: EmbeddingRequest; isPassed: boolean }
  | { type: 'moderated' }
  /** Pictures; of those that go in, how many there were. */
  | { type: 'pictured'; request: ImageRequest; isEdit: boolean; inputCount: number }
  | { type: 'spoken'; request: SpeechRequest }
  | { type: 'ranked'; request: RerankRequest }
  /** The sound itself is left out. */
  | { type: 'transcribed'; request: TranscriptionRequest }

/** A request as a provider takes it. */
export type Prepared<Kind extends Answering = Answering> = {
  body: Buffer
  /** What it is; left out: JSON. */
  contentType?: string
  /** Where it is sent below the provider's address, if the body does not say all. */
  path?: string
  /** What of the request does not reach the provider as the caller wrote it. */
  losses: readonly Loss[]
  answering: Kind
}
