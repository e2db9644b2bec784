import { describe, expect, it } from 'vitest'
import { isKnown, readRange } from './range.ts'

const file = { byteLength: 1_000, etag: '"abc"' }
const part = (start: number, end: number) => ({ type: 'part', start, end })

describe('a range', () => {
  it.each<[string, object, string]>([
    ['bytes=0-1', part(0, 1), 'what Safari asks first'],
    ['bytes=0-', part(0, 999), 'what ffmpeg and Chrome ask first'],
    ['bytes=0-999', part(0, 999), 'all of it'],
    ['bytes=500-', part(500, 999), 'a seek'],
    ['bytes=500-100000', part(500, 999), 'more than there is'],
    ['bytes=-100', part(900, 999), 'the end, as curl -r -100'],
    ['bytes=-5000', part(0, 999), 'an end longer than the file'],
    ['Bytes = 0-1', { type: 'whole' }, 'no range'],
    ['bytes=0-1,5-9', { type: 'whole' }, 'several at once'],
    ['bytes=9-5', { type: 'whole' }, 'one that ends before it starts'],
    ['bytes=-', { type: 'whole' }, 'one without numbers'],
    ['items=0-1', { type: 'whole' }, 'another unit'],
    ['bytes=1000-', { type: 'none' }, 'behind the end'],
    ['bytes=-0', { type: 'none' }, 'nothing of the end'],
  ])('%s is %j: %s', (range, expected) => {
    expect(readRange({ range, ifRange: undefined }, file)).toEqual(expected)
  })

  it('of another version gives the whole file, and of this version a part', () => {
    expect(readRange({ range: 'bytes=0-1', ifRange: '"old"' }, file)).toEqual({ type: 'whole' })
    expect(readRange({ range: 'bytes=0-1', ifRange: 'W/"abc"' }, file)).toEqual({ type: 'whole' })
    expect(readRange({ range: 'bytes=0-1', ifRange: '"abc"' }, file)).toEqual(part(0, 1))
  })

  it('of an empty file does not exist', () => {
    expect(readRange({ range: 'bytes=0-', ifRange: undefined }, { ...file, byteLength: 0 })).toEqual({
      type: 'none',
    })
  })
})

it.each([
  ['"abc"', true],
  ['"x", W/"abc"', true],
  ['*', true],
  ['"x"', false],
  [undefined, false],
])('If-None-Match: %s is known: %s', (ifNoneMatch, expected) => {
  expect(isKnown({ ifNoneMatch }, file)).toBe(expected)
})
