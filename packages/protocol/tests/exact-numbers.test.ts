import { describe, expect, it } from 'vitest'
import { UPSTREAM_FACING } from '../src/index.ts'
import {
  answerWith,
  bodyOf,
  callsIn,
  callsInStream,
  exchange,
  PAIRS,
  readBody,
  streamWith,
  type Call,
} from './in-each-dialect.ts'

const ARGUMENTS =
  '{"id":12345678901234567890,"least":-9007199254740993,"price":1.10,"share":0.12345678901234567890,"tiny":1e-400,"zero":-0,"list":[9223372036854775807]}'
const NUMBERS = [
  '12345678901234567890',
  '-9007199254740993',
  '1.10',
  '0.12345678901234567890',
  '1e-400',
  '-0',
]
const CALLS: Call[] = [{ id: 'call_1', name: 'look_up', arguments: ARGUMENTS }]

/** Also where the text is inside a string of JSON. */
const holdsNumbers = (text: string) => NUMBERS.filter((number) => !text.includes(`:${number},`))

describe.each(PAIRS)('numbers between a $from caller and a $to provider', ({ from, to }) => {
  it('keep their digits in the arguments of a call in the history', () => {
    expect(holdsNumbers(exchange(from, to, { calls: CALLS }).text)).toEqual([])
  })

  it('keep their digits in the arguments of a whole answer', () => {
    const answer = exchange(from, to, {}).whole(answerWith(to, CALLS))
    expect(callsIn(from, answer)).toEqual([
      expect.objectContaining({ name: 'look_up', arguments: ARGUMENTS }),
    ])
  })

  it('keep their digits in the arguments of a streamed answer', () => {
    const frames = exchange(from, to, {}).streamed(streamWith(to, CALLS))
    expect(callsInStream(from, frames)).toEqual([
      expect.objectContaining({ name: 'look_up', arguments: ARGUMENTS }),
    ])
  })

  it('keep their digits in the schema of a tool', () => {
    const parameters = { type: 'object', properties: { id: { type: 'integer', maximum: '@max@' } } }
    const text = bodyOf(from, { tools: [{ name: 'f', parameters }] }).replace(
      '"@max@"',
      '9223372036854775807',
    )
    const request = readBody(from, text)
    const body = UPSTREAM_FACING[to].writeRequest(request, { model: 'up', quirks: {} })
    expect(JSON.stringify(body)).toContain('9223372036854775807')
  })
})

describe('numbers in the arguments of an answer', () => {
  it('keep their digits if a compatible server sends an object instead of text', () => {
    const chunk = {
      choices: [{ index: 0, delta: { tool_calls: [{ id: 'c', function: { name: 'f', arguments: '@' } }] } }],
    }
    const sse = `data: ${JSON.stringify(chunk).replace('"@"', ARGUMENTS)}\n\ndata: {"choices":[{"index":0,"delta":{},"finish_reason":"tool_calls"}]}\n\ndata: [DONE]\n\n`
    expect(callsInStream('gemini', exchange('gemini', 'openai-chat', {}).streamed(sse))[0]?.arguments).toBe(
      ARGUMENTS,
    )
  })

  it('keep their digits if Gemini streams a call in pieces', () => {
    const call = {
      name: 'f',
      partialArgs: [{ jsonPath: '$.id', numberValue: '@' }],
      willContinue: false,
    }
    const body = { candidates: [{ finishReason: 'STOP', content: { parts: [{ functionCall: call }] } }] }
    const sse = `data: ${JSON.stringify(body).replace('"@"', '12345678901234567890')}\n\n`
    expect(
      callsInStream('openai-chat', exchange('openai-chat', 'gemini', {}).streamed(sse))[0]?.arguments,
    ).toBe('{"id":12345678901234567890}')
  })

  it('keep their digits in the result of a Gemini caller’s function', () => {
    const body = `{"model":"x/y","contents":[{"role":"model","parts":[{"functionCall":{"name":"f","args":{}}}]},{"role":"user","parts":[{"functionResponse":{"name":"f","response":{"id":12345678901234567890}}}]}],"generationConfig":{"temperature":1.0}}`
    const request = readBody('gemini', body)
    expect(request.sampling.temperature).toBe(1)
    expect(JSON.stringify(request.turns)).toContain('12345678901234567890')
  })
})
