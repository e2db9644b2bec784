import { describe, expect, it } from 'vitest'
import { estimateImageTokens, mostImageTokens } from './estimate.ts'
import type { ImageRequest } from './image.ts'
import { readImageRequest } from './read-request.ts'

const asked = (fields: object): ImageRequest =>
  readImageRequest({ model: 'a/b', prompt: 'A fox', size: '1024x1024', quality: 'low', ...fields })

/** The most, and the estimate for as many images as requested. */
const tokensOf = (fields: object): [number, number] => {
  const request = asked(fields)
  const images = Array.from({ length: request.count }, () => ({ url: 'https://example.com/a' }))
  return [mostImageTokens(request), estimateImageTokens(request, { images })]
}

const [MOST, ESTIMATE] = tokensOf({})

describe('the tokens of images', () => {
  it('are those of every frame of a GIF, of every image', () => {
    const gif = { output_format: 'gif', frame_count: 5 }
    expect(tokensOf(gif)).toEqual([5 * MOST, 5 * ESTIMATE])
    expect(tokensOf({ ...gif, n: 3 })).toEqual([15 * MOST, 15 * ESTIMATE])
  })

  it('are those of as many frames as a GIF may have, if the request does not say', () => {
    expect(tokensOf({ output_format: 'gif' })).toEqual([16 * MOST, 16 * ESTIMATE])
  })

  it('are those of one picture in other formats', () => {
    expect(tokensOf({ output_format: 'png', n: 3 })).toEqual([3 * MOST, 3 * ESTIMATE])
  })
})
