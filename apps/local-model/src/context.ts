import type { Logger } from '@gptget/runtime'
import type { Encoder } from './embeddings/create-encoder.ts'
import type { EngineLease } from './engine/keep-engine.ts'
import type { LocalModelMetrics } from './metrics.ts'

/** What the routes work with. */
export type Context = {
  modelId: string
  logger: Logger
  metrics: LocalModelMetrics
  /** Of the language model, prompt and answer together. */
  contextTokens: number
  /** Loads the weights first where they are not. @throws PublicError when they cannot be loaded */
  leaseEngine: () => Promise<EngineLease>
  encoder: Encoder
  now: () => number
  newId: () => string
  randomSeed: () => number
}
