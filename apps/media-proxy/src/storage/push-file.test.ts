import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { setImmediate } from 'node:timers/promises'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { openForPushing } from './push-file.ts'

const LENGTHS = [1, 512 * 1024 + 1, 1024 * 1024, 1_300_000, 2 * 1024 * 1024]
/** Files of several lengths with different bytes. */
const files = LENGTHS.map((length, index) => Buffer.alloc(length, index + 1))

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'gptget-push-'))
  for (const [index, bytes] of files.entries()) await writeFile(path.join(folder, String(index)), bytes)
})
afterAll(() => rm(folder, { recursive: true }))

/** What a slow reader gets, who reads each piece a little later. */
const readSlowly = async (index: number, start: number, end: number): Promise<Buffer> => {
  const file = openForPushing(path.join(folder, String(index)))
  const pieces: Buffer[] = []
  const last: boolean[] = []
  await file.push(start, end, async (piece, isLast) => {
    last.push(isLast)
    for (let turn = 0; turn <= index; turn += 1) await setImmediate()
    pieces.push(Buffer.from(piece))
  })
  await file.close()
  expect(last).toEqual(pieces.map((_, index) => index === pieces.length - 1))
  return Buffer.concat(pieces)
}

it('a store in a folder sends each of many callers the bytes of their file, even though buffers are reused', async () => {
  for (let round = 0; round < 4; round += 1) {
    const asked = Array.from({ length: 24 }, (_, at) => at % files.length)
    const got = await Promise.all(asked.map((index) => readSlowly(index, 0, LENGTHS[index]! - 1)))
    for (const [at, index] of asked.entries()) expect(got[at]!.equals(files[index]!)).toBe(true)
  }
})

it('a store in a folder sends a range', async () => {
  expect((await readSlowly(3, 700_000, 1_250_000)).equals(files[3]!.subarray(700_000, 1_250_001))).toBe(true)
})

it('a store in a folder does not affect others when a caller disconnects in the middle', async () => {
  const file = openForPushing(path.join(folder, '3'))
  const leaving = file.push(0, LENGTHS[3]! - 1, () => Promise.reject(new Error('the caller left')))
  await expect(leaving).rejects.toThrow('the caller left')
  await file.close()
  expect((await readSlowly(2, 0, LENGTHS[2]! - 1)).equals(files[2]!)).toBe(true)
})
