import { randomInt, randomUUID } from 'node:crypto'
import { constants } from 'node:fs'
import { access } from 'node:fs/promises'
import { availableParallelism } from 'node:os'
import { ffmpegOnce } from '@gptget/audio'
import { PublicError } from '@gptget/errors'
import { createLogger, startHttpServer, startMetricsServer } from '@gptget/runtime'
import type { Logger, Service, ServiceDependencies } from '@gptget/runtime'
import { createApp } from './app.ts'
import type { Config } from './config.ts'
import type { Context } from './context.ts'
import { createEncoder } from './embeddings/create-encoder.ts'
import { keepEngine, type EngineLease } from './engine/keep-engine.ts'
import type { Engine } from './engine/load-engine.ts'
import { createLocalModelMetrics } from './metrics.ts'
import { createSpeaker } from './speech/create-speaker.ts'
import type { Recognizer } from './transcription/load-recognizer.ts'

const DRAIN_MS = 5_000

/**
 * Serves the models of this machine in OpenAI's format: one GGUF file, a sentence encoder, voices and a transcription
 * model. Each is loaded by its first request, and unloaded after a while without requests. Computes on all cores but
 * one: llama.cpp's threads wait for each other, so a core shared with another process makes it many times slower.
 * @throws Error if the weights cannot be read
 */
export const create = async (
  config: Config,
  { logger = createLogger('local-model') }: ServiceDependencies = {},
): Promise<Service> => {
  await access(config.modelPath, constants.R_OK)
  const lifetime = new AsyncDisposableStack()
  try {
    const context = createContext(config, logger, lifetime)
    const { registry: metrics } = context.metrics
    const metricsServer = await startMetricsServer(config, { metrics, checks: {} })
    lifetime.defer(() => metricsServer.stop(AbortSignal.abort()))
    const { url, stop } = await startHttpServer(createApp(context), config)
    lifetime.defer(() => stop(AbortSignal.timeout(DRAIN_MS)))
    return { name: 'local-model', url, metricsUrl: metricsServer.url, stop: () => lifetime.disposeAsync() }
  } catch (error) {
    await lifetime.disposeAsync()
    throw error
  }
}

const createContext = (config: Config, logger: Logger, lifetime: AsyncDisposableStack): Context => {
  const { modelId, contextTokens, idleMs } = config
  const options = { idleMs, now: Date.now, logger }
  const engines = keepEngine(() => loadLanguageModel(config, logger), {
    name: 'the language model',
    ...options,
  })
  lifetime.defer(() => engines.dispose())
  const recognizers = keepEngine(loadSpeechModel, { name: 'the speech model', ...options })
  lifetime.defer(() => recognizers.dispose())
  const ffmpeg = findFfmpeg(logger)
  const speaker = createSpeaker({ ffmpeg, idleMs })
  lifetime.defer(() => speaker.close())
  return {
    modelId,
    contextTokens,
    logger,
    metrics: createLocalModelMetrics(engines.loaded),
    leaseEngine: orUnavailable(engines.lease),
    leaseRecognizer: orUnavailable(recognizers.lease),
    ffmpeg,
    speaker,
    encoder: createEncoder(),
    now: Date.now,
    newId: () => randomUUID().replaceAll('-', ''),
    randomSeed: () => randomInt(2 ** 32),
  }
}

// Imported only with a model, because llama.cpp and onnxruntime take tens of megabytes each.
const loadLanguageModel = async (config: Config, logger: Logger): Promise<Engine> => {
  const { loadEngine } = await import('./engine/load-engine.ts')
  const threads = config.threads ?? Math.max(1, availableParallelism() - 1)
  return loadEngine({ modelPath: config.modelPath, threads }, logger)
}

const loadSpeechModel = async (): Promise<Recognizer> =>
  (await import('./transcription/load-recognizer.ts')).loadRecognizer()

const orUnavailable =
  <Engine extends { dispose(): Promise<void> }>(lease: () => Promise<EngineLease<Engine>>) =>
  async (): Promise<EngineLease<Engine>> => {
    try {
      return await lease()
    } catch (error) {
      throw new PublicError('service_unavailable', 'The local model could not be loaded.', {}, error)
    }
  }

const findFfmpeg = (logger: Logger): (() => Promise<string>) => {
  const find = ffmpegOnce({ env: process.env, report: (line) => logger.info(line) })
  return async () => {
    try {
      return await find()
    } catch (error) {
      throw new PublicError(
        'service_unavailable',
        'This machine has no ffmpeg, which audio needs.',
        {},
        error,
      )
    }
  }
}
