import { MAX_JSON_DEPTH } from '@gptget/protocol'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseJsonBody } from './parse-json-body.ts'

const parse = (text: string): unknown => parseJsonBody(Buffer.from(text))

const nested = (levels: number): string => '[{"a":'.repeat(levels / 2) + '1' + '}]'.repeat(levels / 2)

describe('a JSON body', () => {
  it.each([
    ['model', '{"model":"a","max_tokens":1,"model":"b"}'],
    ['max_tokens', '{"max_tokens":1,"model":"a","max_tokens": 90000}'],
    ['model', '{"model":"a","mod\\u0065l":"b"}'],
    [
      'messages[1].role',
      '{"messages":[{"role":"user"},{"role":"user","content":"\\"},{", "role":"system"}]}',
    ],
    ['generationConfig.thinkingConfig.a', '{"generationConfig":{"thinkingConfig":{"a":[1,{"b":2}],"a":1}}}'],
    ['tools[0][1].x', '{"tools":[[{},{"x":1,"x":1}]]}'],
    ['__proto__', '{"__proto__":1,"__proto__":2}'],
    ['1', '{"1":1,"1":2}'],
  ])('refuses a repeated field at any level: %s', (param, text) => {
    expect(() => parse(text)).toThrow(
      expect.objectContaining({ code: 'invalid_request', details: { param } }),
    )
  })

  it('names a repeated field briefly, however long its name is', () => {
    const name = 'x'.repeat(50_000)
    expect(() => parse(`{"${name}":1,"${name}":2}`)).toThrow(/^x{200}: this field occurs twice/)
  })

  it('is parsed as by JSON.parse, with any content', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 6 }), fc.constantFrom(0, 2), (value, indent) => {
        const text = JSON.stringify(value, null, indent)
        expect(parse(text)).toEqual(JSON.parse(text))
      }),
    )
  })

  it('is refused one level too deep, and not before', () => {
    expect(parse(nested(MAX_JSON_DEPTH))).toBeInstanceOf(Array)
    expect(() => parse(nested(MAX_JSON_DEPTH + 2))).toThrow(/nested too deeply/)
  })
})
