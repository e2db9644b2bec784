import * as fc from 'fast-check'
import { validateHeaderValue } from 'node:http'
import { describe, expect, it } from 'vitest'
import { MAX_HEADER_VALUE_LENGTH, toHeaderValue } from './header-values.ts'

describe('a header value', () => {
  it.each([
    ['plain text', 'a=dropped, b=renamed', 'a=dropped, b=renamed'],
    ['a line break', 'a\r\nset-cookie: x=1', 'a%0D%0Aset-cookie: x=1'],
    ['NUL and DEL', '\0\x7f', '%00%7F'],
    ['letters beyond ASCII', 'größe=名', 'gr%C3%B6%C3%9Fe=%E5%90%8D'],
    ['half a surrogate pair', 'a\ud800b', 'a%EF%BF%BDb'],
    ['a tab', 'a\tb', 'a%09b'],
    ['nothing', '', ''],
  ])('is encoded safely if it contains %s', (_, text, expected) => {
    expect(toHeaderValue(text)).toBe(expected)
  })

  it.each(['x', 'ö'])('is cut if it has 20,000 characters: %s', (letter) => {
    const value = toHeaderValue(letter.repeat(20_000))
    expect(value).toHaveLength(MAX_HEADER_VALUE_LENGTH)
    expect(value.endsWith('...')).toBe(true)
  })

  it('is accepted by Node, with any content', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 3_000 }), (text) => {
        const value = toHeaderValue(text)
        expect(() => validateHeaderValue('x-any', value)).not.toThrow()
        expect(value.length).toBeLessThanOrEqual(MAX_HEADER_VALUE_LENGTH)
      }),
    )
  })
})
