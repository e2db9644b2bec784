import { randomBytes } from 'node:crypto'
import { expect, it } from 'vitest'
import { LiftedText } from '../../../bodies/lifted-texts.ts'
import type { MediaAccess } from '../../generation/media-access.ts'
import { EarlyImages } from './early-images.ts'

/** A store that keeps what arrived to its end, by place. */
const storeIn = (kept: Map<number, Buffer>): Pick<MediaAccess, 'store'> => ({
  store: async (_kind, index, { bytes }) => {
    kept.set(index, Buffer.concat(await Array.fromAsync(bytes as AsyncIterable<Uint8Array>)))
    return `https://ours/${index}`
  },
})

const textOf = (bytes: Buffer): LiftedText => {
  const text = new LiftedText()
  text.push(Buffer.from(bytes.toString('base64')))
  return text
}

it('stores an image that is still arriving, and returns its URL once all of it is stored', async () => {
  const kept = new Map<number, Buffer>()
  const early = new EarlyImages(storeIn(kept), 1)
  const bytes = randomBytes(300_000)
  const text = textOf(bytes)
  early.begin(text)
  text.end()
  expect(await early.finish(text, 0)).toBe('https://ours/0')
  expect(kept.get(0)?.equals(bytes)).toBe(true)
})

it('stores no text that is not the image of its place', async () => {
  const kept = new Map<number, Buffer>()
  const early = new EarlyImages(storeIn(kept), 2)
  const [signature, image] = [textOf(randomBytes(100)), textOf(randomBytes(200))]
  for (const text of [signature, image]) {
    early.begin(text)
    text.end()
  }
  expect(early.finish(image, 0)).toBeNull()
  early.drop()
  await new Promise(setImmediate)
  expect(kept.size).toBe(0)
})

it('fails with a text that breaks off', async () => {
  const kept = new Map<number, Buffer>()
  const early = new EarlyImages(storeIn(kept), 1)
  const text = textOf(randomBytes(100))
  early.begin(text)
  text.end(new Error('the connection broke'))
  await expect(early.finish(text, 0)).rejects.toThrow('the connection broke')
  expect(kept.size).toBe(0)
})

it('begins no more images than were requested', () => {
  const early = new EarlyImages(storeIn(new Map()), 1)
  const texts = [textOf(randomBytes(3)), textOf(randomBytes(3))]
  texts.forEach((text) => early.begin(text))
  expect(early.finish(texts[1]!, 1)).toBeNull()
})
