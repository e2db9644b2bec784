import { mkdir, mkdtemp, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, expect, it } from 'vitest'
import { findBundle } from '../bootstrap/build-services.mjs'

const top = await mkdtemp(path.join(tmpdir(), 'gptget-bundle-'))
afterAll(() => rm(top, { recursive: true, force: true }))

it('`npm start` starts no bundle that was built from other sources', async () => {
  const source = path.join(top, 'service.ts')
  const current = path.join(top, 'node_modules/.gptget-services/current.json')
  await writeFile(source, 'one')
  await mkdir(path.dirname(current), { recursive: true })
  expect(findBundle(top)).toBeNull()

  await writeFile(current, '{ "name": "1a2b", "files":')
  expect(findBundle(top)).toBeNull()

  const { mtimeMs, size } = await stat(source)
  await writeFile(current, JSON.stringify({ name: '1a2b', files: { 'service.ts': `${mtimeMs} ${size}` } }))
  expect(findBundle(top)).toBe(path.join(top, 'node_modules/.gptget-services/1a2b'))

  await writeFile(source, 'other')
  expect(findBundle(top)).toBeNull()

  await rm(source)
  expect(findBundle(top)).toBeNull()
})
