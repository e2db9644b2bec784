import { resolveCacheDirectory } from '@gptget/package-files'
import { createLogger, LISTEN_DEFAULTS } from '@gptget/runtime'
import type { Service } from '@gptget/runtime'
import OpenAI from 'openai'
import { create, ensureWeights } from '../src/index.ts'
import type { Config } from '../src/index.ts'

export type LocalModel = { service: Service; client: OpenAI; modelId: string; config: Config; url: string }

const report = (line: string): boolean => process.stderr.write(`${line}\n`)

/** Starts the service with its real weights, and creates a client of OpenAI's SDK for it. */
export const startLocalModel = async (): Promise<LocalModel> => {
  const cacheDir = resolveCacheDirectory(process.env)
  const weights = await ensureWeights({ cacheDir, env: process.env, report })
  if (weights.status !== 'ready') throw new Error(weights.reason)
  const { modelId, path: modelPath, contextTokens } = weights
  const config = { ...LISTEN_DEFAULTS, modelPath, modelId, contextTokens, idleMs: 600_000 }
  const service = await create(config, { logger: createLogger('local-model', { LOG_LEVEL: 'error' }) })
  const client = new OpenAI({ baseURL: `${service.url}/v1`, apiKey: 'none', maxRetries: 0 })
  return { service, client, modelId, config, url: service.url }
}
