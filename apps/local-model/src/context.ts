import type { Logger } from '@gptget/runtime'
import type { Encoder } from './embeddings/create-encoder.ts'
import type { EngineLease } from './engine/keep-engine.ts'
import type { Engine } from './engine/load-engine.ts'
import type { LocalModelMetrics } from './metrics.ts'
import type { Speaker } from './speech/create-speaker.ts'
import type { Recogniser } from './transcription/load-recogniser.ts'

/** What the routes work with. */
export type Context = {
  modelId: string
  logger: Logger
  metrics: LocalModelMetrics
  /** Of the language model, prompt and answer together. */
  contextTokens: number
  /** Loads the weights first where they are not. @throws PublicError when they cannot be loaded */
  leaseEngine: () => Promise<EngineLease<Engine>>
  /** As `leaseEngine`, for the model that understands speech. */
  leaseRecogniser: () => Promise<EngineLease<Recogniser>>
  /** The path of ffmpeg, found or fetched first. @throws PublicError where there is none */
  ffmpeg: () => Promise<string>
  speaker: Speaker
  encoder: Encoder
  now: () => number
  newId: () => string
  randomSeed: () => number
}
