import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { replaceEarly, spliceBytes, spliceNested, spliceText, textAt } from './splice.ts'

describe('splicing JSON text', () => {
  it('replaces, removes and adds members and leaves the rest as it was written', () => {
    const text = '{ "a" : 1.0, "model":"x\\"}", "n":[{"model":"inner"}], "big":12345678901234567890 }'
    expect(spliceText(text, { model: '"y"', n: null, z: 'true' })).toBe(
      '{"a" : 1.0,"model":"y","big":12345678901234567890,"z":true}',
    )
  })

  it('edits every duplicate of a member, because a parser uses the last', () => {
    expect(JSON.parse(spliceText('{"model":"a","model":"b"}', { model: '"c"' }))).toEqual({ model: 'c' })
  })

  it('recognizes a member by its name with any escapes', () => {
    expect(spliceText('{"mod\\u0065l":"a"}', { model: '"c"' })).toBe('{"mod\\u0065l":"c"}')
  })

  it('adds to an empty object', () => {
    expect(spliceText('{}', { a: '1', b: '2' })).toBe('{"a":1,"b":2}')
  })

  it('replaces the first members without changing the later ones', () => {
    expect(replaceEarly('{"id":"1","model":"m","choices":[{"id":"1"}]}', { id: '"I"', model: '"M"' })).toBe(
      '{"id":"I","model":"M","choices":[{"id":"1"}]}',
    )
    expect(replaceEarly('{"choices":[]}', { id: '"I"' })).toBe('{"choices":[]}')
  })

  it('means the same as editing the parsed object, for any object', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), fc.constantFrom(0, 2), (object, space) => {
        const text = JSON.stringify({ ...object, model: 'old', drop: [1, '"'] }, null, space)
        const { drop: _, ...expected } = JSON.parse(text) as Record<string, unknown>
        expected.model = 'nëw'
        const edits = { model: '"nëw"', drop: null }
        expect(JSON.parse(spliceText(text, edits))).toEqual(expected)
        expect(JSON.parse(spliceBytes(Buffer.from(text), edits).toString())).toEqual(expected)
        const large = Buffer.from(`${text.slice(0, -1)}${' '.repeat(256 * 1024)}}`)
        expect(JSON.parse(spliceBytes(large, edits).toString())).toEqual(expected)
      }),
    )
  })
})

describe('splicing nested objects', () => {
  const text = '{ "a": {"b":{"c": 1.0}, "d":[{}]} , "e":12345678901234567890}'

  it('edits only the object at the path', () => {
    expect(spliceNested(text, ['a', 'b'], { c: '2', n: 'null' })).toBe(text.replace('1.0', '2,"n":null'))
    expect(spliceNested('{"e":1}', [], { e: '2' })).toBe('{"e":2}')
  })

  it('leaves the text unchanged if there is no object at the path', () => {
    for (const path of [['e'], ['a', 'd'], ['a', 'x', 'y']])
      expect(spliceNested(text, path, { c: '2' })).toBe(text)
  })

  it('finds values by their path', () => {
    expect(textAt(text, ['a', 'b', 'c'])).toBe('1.0')
    expect(textAt(text, ['a', 'd', '0'])).toBeUndefined()
    expect(textAt(text, ['e', 'f'])).toBeUndefined()
    expect(textAt('no object', ['a'])).toBeUndefined()
  })
})
