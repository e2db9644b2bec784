import { randomInt, randomUUID } from 'node:crypto'
import { availableParallelism } from 'node:os'
import { PublicError } from '@gptget/errors'
import { createLogger, startHttpServer } from '@gptget/runtime'
import type { Logger, Service } from '@gptget/runtime'
import type { Config } from './config.ts'
import type { Context } from './context.ts'
import { createEncoder } from './embeddings/create-encoder.ts'
import { loadEngine } from './engine/load-engine.ts'
import type { Engine } from './engine/load-engine.ts'
import { createLocalModelMetrics } from './metrics.ts'
import { createRoutes } from './routes/index.ts'

const DRAIN_MS = 5_000

/**
 * Serves one GGUF in the OpenAI wire format. It listens at once and is ready (and returned) when the weights are
 * loaded. Computes on all cores but one: llama.cpp's threads wait for each other, so that with a core contended by
 * somebody else it becomes many times slower.
 */
export const create = async (
  config: Config,
  logger: Logger = createLogger('local-model'),
): Promise<Service> => {
  let engine: Engine | undefined
  const context = createContext(config.modelId, () => engine, logger)
  const server = await startHttpServer(
    createRoutes(context, () => engine !== undefined),
    config,
  )
  try {
    const threads = config.threads ?? Math.max(1, availableParallelism() - 1)
    engine = await loadEngine({ modelPath: config.modelPath, threads }, logger)
  } catch (error) {
    await server.stop(0)
    throw error
  }
  const loaded = engine
  return {
    name: 'local-model',
    url: server.url,
    stop: async () => {
      await server.stop(DRAIN_MS)
      await loaded.dispose()
    },
  }
}

const createContext = (modelId: string, engine: () => Engine | undefined, logger: Logger): Context => ({
  modelId,
  logger,
  metrics: createLocalModelMetrics(engine),
  engine: () => {
    const loaded = engine()
    if (loaded) return loaded
    throw new PublicError('service_unavailable', 'The local model is still being loaded.', {
      retryAfterMs: 1_000,
    })
  },
  encoder: createEncoder(),
  now: Date.now,
  newId: () => randomUUID().replaceAll('-', ''),
  randomSeed: () => randomInt(2 ** 32),
})
