import type { Logger } from '@gptget/runtime'
import type { Encoder } from './embeddings/create-encoder.ts'
import type { Engine } from './engine/load-engine.ts'
import type { LocalModelMetrics } from './metrics.ts'

/** What the routes work with. */
export type Context = {
  modelId: string
  logger: Logger
  metrics: LocalModelMetrics
  /** @throws PublicError while the weights are being loaded */
  engine: () => Engine
  encoder: Encoder
  now: () => number
  newId: () => string
  randomSeed: () => number
}
