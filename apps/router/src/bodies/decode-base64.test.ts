import { randomBytes } from 'node:crypto'
import { expect, it } from 'vitest'
import { decodeBase64 } from './decode-base64.ts'

async function* piecesOf(text: string, length: number): AsyncGenerator<Buffer> {
  for (let at = 0; at < text.length; at += length) yield Buffer.from(text.slice(at, at + length))
}

it.each([1, 2, 3, 5, 4_099, 65_536, 1_000_000])('decodes pieces of %i characters', async (length) => {
  for (const byteLength of length < 100 ? [0, 1, 2, 3, 500] : [100_000, 700_001]) {
    const bytes = randomBytes(byteLength)
    for (const encoding of ['base64', 'base64url'] as const) {
      const decoded = await Array.fromAsync(decodeBase64(piecesOf(bytes.toString(encoding), length)))
      expect(Buffer.concat(decoded).equals(bytes)).toBe(true)
    }
  }
})

async function* broken(): AsyncGenerator<Buffer> {
  yield Buffer.from(randomBytes(600_000).toString('base64'))
  throw new Error('it broke off')
}

it('passes on what it has, and fails with its source', async () => {
  const got: number[] = []
  const reading = async (): Promise<void> => {
    for await (const { byteLength } of decodeBase64(broken())) got.push(byteLength)
  }
  await expect(reading()).rejects.toThrow('it broke off')
  expect(got.length).toBeGreaterThan(1)
})
