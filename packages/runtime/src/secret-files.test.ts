import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { withSecretFiles } from './secret-files.ts'

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'gptget-secrets-'))
})
afterEach(() => rm(folder, { recursive: true, force: true }))

it('the reader of secret files adds each file that is named like a variable to the environment, replacing the variable, and nothing else', async () => {
  await writeFile(path.join(folder, 'OPENAI_API_KEY'), 'sk-file\n')
  await writeFile(path.join(folder, 'README.md'), 'not a secret')
  await writeFile(path.join(folder, '..data'), 'not a secret')
  const env = { OPENAI_API_KEY: 'sk-variable', PATH: '/bin' }
  expect(withSecretFiles(env, folder)).toEqual({ ...env, OPENAI_API_KEY: 'sk-file' })
  expect(withSecretFiles({ PATH: '/bin' }, undefined)).toEqual({ PATH: '/bin' })
})

it('the reader of secret files says which folder or file it cannot read, but never its content', async () => {
  expect(() => withSecretFiles({}, path.join(folder, 'none'))).toThrow(/none/)
  await writeFile(path.join(folder, 'BIG'), 'secret'.repeat(20_000))
  expect(() => withSecretFiles({}, folder)).toThrow(/BIG is too large .* 120000 bytes/)
})
