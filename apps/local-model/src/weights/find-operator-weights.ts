import { stat } from 'node:fs/promises'
import path from 'node:path'
import type { Weights } from './ensure-weights.ts'
import { servedContextTokens } from './served-context-tokens.ts'

/** Returns the weights of an operator's GGUF file, or `unavailable` if the file cannot be read. */
export const findOperatorWeights = async (file: string): Promise<Weights> => {
  const absolute = path.resolve(file)
  try {
    if (!(await stat(absolute)).isFile())
      return { status: 'unavailable', reason: `${absolute} is not a file` }
    const { readGgufFileInfo } = await import('node-llama-cpp')
    const { metadata } = await readGgufFileInfo(absolute, { logWarnings: false })
    const { architecture, name } = metadata.general
    const sizes: { context_length?: number } | undefined = metadata[architecture]
    return {
      status: 'ready',
      modelId: modelIdOf(absolute),
      path: absolute,
      name: name ?? path.basename(absolute, '.gguf'),
      contextTokens: servedContextTokens(sizes?.context_length ?? Number.POSITIVE_INFINITY),
    }
  } catch (error) {
    return { status: 'unavailable', reason: `${absolute} cannot be read as GGUF: ${String(error)}` }
  }
}

/** `/models/Qwen 2.5 (Q4).gguf` -> `local/qwen-2.5-q4`: an id that is safe in a URL path and as a YAML key. */
export const modelIdOf = (file: string): string => {
  const stem = path.basename(file).replace(/\.gguf$/i, '')
  const safe = stem
    .toLowerCase()
    .replace(/[^a-z0-9._-]+/g, '-')
    .replace(/^[-.]+|[-.]+$/g, '')
  return `local/${safe || 'model'}`
}
