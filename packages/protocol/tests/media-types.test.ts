import type { Dialect } from '@gptget/contracts'
import { describe, expect, it } from 'vitest'
import { exchange, FOREIGN_PAIRS } from './in-each-dialect.ts'

const PNG = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=='
const UNKNOWN = Buffer.from('no picture that anybody knows').toString('base64')

/** A picture under a media type, in a caller's own words. */
const PICTURES: Record<Dialect, (mediaType: string, base64: string) => Record<string, unknown>> = {
  'openai-chat': (mediaType, base64) => ({
    messages: [
      {
        role: 'user',
        content: [{ type: 'image_url', image_url: { url: `data:${mediaType};base64,${base64}` } }],
      },
    ],
  }),
  'openai-responses': (mediaType, base64) => ({
    input: [
      {
        role: 'user',
        content: [{ type: 'input_image', image_url: `data:${mediaType};base64,${base64}` }],
      },
    ],
  }),
  'anthropic-messages': (mediaType, base64) => ({
    messages: [
      {
        role: 'user',
        content: [{ type: 'image', source: { type: 'base64', media_type: mediaType, data: base64 } }],
      },
    ],
  }),
  gemini: (mediaType, base64) => ({
    contents: [{ role: 'user', parts: [{ inlineData: { mimeType: mediaType, data: base64 } }] }],
  }),
}

const mediaTypeIn = (text: string): string | undefined =>
  /"(?:media_type|mimeType)":"([^"]+)"|data:([^;]+);base64/.exec(text)?.slice(1).find(Boolean)

describe.each(FOREIGN_PAIRS)('an image of a $from caller at a $to provider', ({ from, to }) => {
  const sent = (mediaType: string, base64: string) =>
    exchange(from, to, { fields: PICTURES[from](mediaType, base64) }).text

  it.each([
    ['image/jpg', 'image/jpeg'],
    ['IMAGE/PNG', 'image/png'],
    ['image/x-png', 'image/png'],
    ['image/webp', 'image/webp'],
  ])('declared as %s is %s', (mediaType, expected) => {
    expect(mediaTypeIn(sent(mediaType, UNKNOWN))).toBe(expected)
  })

  it.each(['image/jpeg', 'image/jpg', 'IMAGE/WEBP'])(
    'declared as %s is sent as PNG, its real type',
    (mediaType) => {
      const text = sent(mediaType, PNG)
      expect(mediaTypeIn(text)).toBe('image/png')
      expect(text).toContain(PNG)
    },
  )
})

/** A picture at an address, in a caller's own words, without its type. */
const AT_URL: Record<Exclude<Dialect, 'gemini'>, (url: string) => Record<string, unknown>> = {
  'openai-chat': (url) => ({
    messages: [{ role: 'user', content: [{ type: 'image_url', image_url: { url } }] }],
  }),
  'openai-responses': (url) => ({
    input: [{ role: 'user', content: [{ type: 'input_image', image_url: url }] }],
  }),
  'anthropic-messages': (url) => ({
    messages: [{ role: 'user', content: [{ type: 'image', source: { type: 'url', url } }] }],
  }),
}

describe.each(Object.entries(AT_URL))('an image by URL of a %s caller at Gemini', (from, fieldsAt) => {
  it.each([
    ['https://example.com/a.png', 'image/png'],
    ['https://example.com/b.WEBP?size=2', 'image/webp'],
    ['https://example.com/c.gif#top', 'image/gif'],
    ['https://example.com/image.png/raw', 'image/jpeg'],
    ['https://example.com/picture', 'image/jpeg'],
  ])('%s is %s', (url, expected) => {
    expect(mediaTypeIn(exchange(from as Dialect, 'gemini', { fields: fieldsAt(url) }).text)).toBe(expected)
  })
})
