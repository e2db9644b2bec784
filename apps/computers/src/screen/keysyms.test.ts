import { describe, expect, it } from 'vitest'
import { keysymOf, parseKeys } from './keysyms.ts'

describe('keys by their names', () => {
  it.each([
    ['Return', [[0xff0d]]],
    ['ENTER', [[0xff0d]]],
    ['ctrl+c', [[0xffe3, 0x63]]],
    ['CTRL+C', [[0xffe3, 0x63]]],
    ['ctrl+shift+T', [[0xffe3, 0xffe1, 0x54]]],
    ['ctrl++', [[0xffe3, 0x2b]]],
    ['+', [[0x2b]]],
    ['F5', [[0xffc2]]],
    ['ArrowLeft', [[0xff51]]],
    ['A', [[0x41]]],
    ['ctrl+a Delete', [[0xffe3, 0x61], [0xffff]]],
    [' ', [[0x20]]],
    ['U20AC', [[0x010020ac]]],
  ])('%s', (text, chords) => {
    expect(parseKeys(text)).toEqual(chords)
  })

  it.each(['', 'no-such-key', 'ctrl+nothing', 'constructor'])('refuse %j, and name the field', (text) => {
    expect(() => parseKeys(text, 'keys')).toThrow(/^keys: /)
  })
})

it.each([
  ['a', 0x61],
  ['é', 0xe9],
  ['€', 0x010020ac],
  ['😀', 0x0101f600],
  ['\n', 0xff0d],
  ['\t', 0xff09],
])('%j is typed by %d', (character, keysym) => {
  expect(keysymOf(character)).toBe(keysym)
})
