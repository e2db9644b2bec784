import { randomInt, randomUUID } from 'node:crypto'
import { constants } from 'node:fs'
import { access } from 'node:fs/promises'
import { availableParallelism } from 'node:os'
import { PublicError } from '@gptget/errors'
import { createLogger, startHttpServer, startMetricsServer } from '@gptget/runtime'
import type { Logger, Service, ServiceDependencies } from '@gptget/runtime'
import type { Config } from './config.ts'
import type { Context } from './context.ts'
import { createEncoder } from './embeddings/create-encoder.ts'
import { keepEngine, type EngineKeeper } from './engine/keep-engine.ts'
import type { Engine } from './engine/load-engine.ts'
import { createLocalModelMetrics } from './metrics.ts'
import { createRoutes } from './routes/index.ts'

const DRAIN_MS = 5_000

/**
 * Serves one GGUF in the OpenAI wire format. The weights are loaded by the first request, and let go when none came for
 * a while. Computes on all cores but one: llama.cpp's threads wait for each other, so that with a core contended by
 * somebody else it becomes many times slower.
 * @throws Error when the weights cannot be read
 */
export const create = async (
  config: Config,
  { logger = createLogger('local-model') }: ServiceDependencies = {},
): Promise<Service> => {
  await access(config.modelPath, constants.R_OK)
  const engines = keepEngine(() => load(config, logger), { idleMs: config.idleMs, now: Date.now, logger })
  const context = createContext(config, engines, logger)
  const { registry: metrics } = context.metrics
  const lifetime = new AsyncDisposableStack()
  try {
    lifetime.defer(() => engines.dispose())
    const metricsServer = await startMetricsServer(config, { metrics, checks: {} })
    lifetime.defer(() => metricsServer.stop(AbortSignal.abort()))
    const { url, stop } = await startHttpServer(createRoutes(context), config)
    lifetime.defer(() => stop(AbortSignal.timeout(DRAIN_MS)))
    return { name: 'local-model', url, metricsUrl: metricsServer.url, stop: () => lifetime.disposeAsync() }
  } catch (error) {
    await lifetime.disposeAsync()
    throw error
  }
}

const load = async (config: Config, logger: Logger): Promise<Engine> => {
  // llama.cpp's library alone takes tens of megabytes.
  const { loadEngine } = await import('./engine/load-engine.ts')
  const threads = config.threads ?? Math.max(1, availableParallelism() - 1)
  return loadEngine({ modelPath: config.modelPath, threads }, logger)
}

const createContext = (
  { modelId, contextTokens }: Config,
  engines: EngineKeeper,
  logger: Logger,
): Context => ({
  modelId,
  contextTokens,
  logger,
  metrics: createLocalModelMetrics(engines.loaded),
  leaseEngine: async () => {
    try {
      return await engines.lease()
    } catch (error) {
      throw new PublicError('service_unavailable', 'The local model could not be loaded.', {}, error)
    }
  },
  encoder: createEncoder(),
  now: Date.now,
  newId: () => randomUUID().replaceAll('-', ''),
  randomSeed: () => randomInt(2 ** 32),
})
