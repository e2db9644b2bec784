import type { Logger } from '@gptget/runtime'
import type { Encoder } from './embeddings/create-encoder.ts'
import type { EngineLease } from './engine/keep-engine.ts'
import type { Engine } from './engine/load-engine.ts'
import type { LocalModelMetrics } from './metrics.ts'
import type { Speaker } from './speech/create-speaker.ts'
import type { Recognizer } from './transcription/load-recognizer.ts'

/** The dependencies of the routes. */
export type Context = {
  modelId: string
  logger: Logger
  metrics: LocalModelMetrics
  /** The language model's maximum tokens of prompt and answer together. */
  contextTokens: number
  /** Loads the weights if necessary. @throws PublicError if they cannot be loaded */
  leaseEngine: () => Promise<EngineLease<Engine>>
  /** Like `leaseEngine`, for the model that transcribes speech. */
  leaseRecognizer: () => Promise<EngineLease<Recognizer>>
  /** Returns the path of ffmpeg, which it downloads if necessary. @throws PublicError if there is none */
  ffmpeg: () => Promise<string>
  speaker: Speaker
  encoder: Encoder
  now: () => number
  newId: () => string
  randomSeed: () => number
}
