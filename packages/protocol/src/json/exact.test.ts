import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { exactParserOf, numberOf, parseExactly } from './exact.ts'

describe('JSON parsed exactly', () => {
  it.each([
    '12345678901234567890',
    '-9007199254740993',
    '1.0',
    '1.10',
    '1e5',
    '-0',
    '1e999',
    '0.1234567890123456789',
  ])('prints %s unchanged', (number) => {
    for (const text of [`{"a":${number}}`, `{"a":[1,${number}]}`, `[${number},${number}]`])
      expect(JSON.stringify(parseExactly(text))).toBe(text)
  })

  it('equals JSON.parse except for the digits of numbers', () => {
    fc.assert(
      fc.property(fc.jsonValue({ noUnicodeString: false }), (value) => {
        const text = JSON.stringify(value)
        expect(JSON.stringify(parseExactly(text))).toBe(JSON.stringify(JSON.parse(text)))
      }),
    )
  })

  it('has exact numbers only inside the named members', () => {
    const text = '{"temperature":1.0,"input":{"n":1.0,"temperature":2.0},"list":[{"input": [3.0], "n":4.0}]}'
    const body = exactParserOf(['input'])(text) as Record<string, unknown>
    expect(body['temperature']).toBe(1)
    expect(JSON.stringify(body)).toBe(
      '{"temperature":1,"input":{"n":1.0,"temperature":2.0},"list":[{"input":[3.0],"n":4}]}',
    )
  })

  it('can still be read as a number', () => {
    const { a, b, c } = parseExactly('{"a":9007199254740993,"b":2,"c":"3"}') as Record<string, unknown>
    expect([numberOf(a), numberOf(b), numberOf(c)]).toEqual([9007199254740992, 2, undefined])
  })

  it('throws for invalid JSON', () => expect(() => parseExactly('{"a":1.0')).toThrow(SyntaxError))
})
