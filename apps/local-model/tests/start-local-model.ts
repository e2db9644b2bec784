import { homedir } from 'node:os'
import path from 'node:path'
import { createLogger, LISTEN_DEFAULTS } from '@gptget/runtime'
import type { Service } from '@gptget/runtime'
import OpenAI from 'openai'
import { create, ensureWeights } from '../src/index.ts'
import type { Config } from '../src/index.ts'

export type LocalModel = { service: Service; client: OpenAI; modelId: string; config: Config; url: string }

/** The cache `npm start` uses, so that nothing is fetched twice. */
const cacheDirectory = (): string => {
  if (process.env.GPTGET_CACHE_DIR) return process.env.GPTGET_CACHE_DIR
  if (process.getuid?.() === 0) return '/var/cache/gptget'
  return path.join(process.env.XDG_CACHE_HOME ?? path.join(homedir(), '.cache'), 'gptget')
}

const report = (line: string): boolean => process.stderr.write(`${line}\n`)

/** The service with its real weights, and OpenAI's SDK that speaks to it. */
export const startLocalModel = async (): Promise<LocalModel> => {
  const cacheDir = cacheDirectory()
  const weights = await ensureWeights({ cacheDir, env: process.env, report })
  if (weights.status !== 'ready') throw new Error(weights.reason)
  const { modelId, path: modelPath, contextTokens } = weights
  const config = { ...LISTEN_DEFAULTS, modelPath, modelId, contextTokens, idleMs: 600_000, cacheDir }
  const service = await create(config, { logger: createLogger('local-model', { LOG_LEVEL: 'error' }) })
  const client = new OpenAI({ baseURL: `${service.url}/v1`, apiKey: 'none', maxRetries: 0 })
  return { service, client, modelId, config, url: service.url }
}
