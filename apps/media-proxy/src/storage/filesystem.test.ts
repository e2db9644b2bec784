import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { openFilesystem } from './filesystem.ts'
import type { Storage } from './storage.ts'

let directory: string
let storage: Storage
beforeAll(async () => {
  directory = await mkdtemp(path.join(tmpdir(), 'gptget-filesystem-'))
  storage = await openFilesystem({ type: 'filesystem', directory: path.join(directory, 'new') })
})
afterAll(() => rm(directory, { recursive: true }))

const read = async (key: string): Promise<string> =>
  Buffer.concat(await Array.fromAsync(await storage.read(key, 0, 1_000))).toString()

async function* pieces(...texts: string[]): AsyncGenerator<Uint8Array> {
  for (const text of texts) yield Buffer.from(text)
}

async function* broken(): AsyncGenerator<Uint8Array> {
  yield* pieces('half of ')
  throw new Error('it broke off')
}

it('a store in a folder writes the first file of a subfolder, and further ones', async () => {
  await storage.write('ab1', pieces('one ', 'file'))
  await storage.write('ab2', pieces('another'))
  expect([await read('ab1'), await read('ab2')]).toEqual(['one file', 'another'])
})

it('a store in a folder leaves nothing of a file whose source broke off', async () => {
  await expect(storage.write('cd1', broken())).rejects.toThrow('it broke off')
  expect(await readdir(path.join(directory, 'new', 'cd'))).toEqual([])
})

it('a store in a folder does not write over a file', async () => {
  await storage.write('ef1', pieces('first'))
  await expect(storage.write('ef1', pieces('second'))).rejects.toThrow('EEXIST')
  expect(await read('ef1')).toBe('first')
})

it('makes a subfolder again that was removed', async () => {
  await storage.write('gh1', pieces('first'))
  await rm(path.join(directory, 'new', 'gh'), { recursive: true })
  await storage.write('gh2', pieces('second'))
  expect(await read('gh2')).toBe('second')
})

it('leaves no file when only prepared', async () => {
  await storage.prepare!('ij1')
  expect(await readdir(path.join(directory, 'new', 'ij'))).toEqual([])
})
