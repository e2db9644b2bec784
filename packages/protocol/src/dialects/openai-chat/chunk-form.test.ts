import { describe, expect, it } from 'vitest'
import { emptyUsage } from '../../canonical/usage.ts'
import { arrayOf, objectOf, type JsonObject } from '../../json/object.ts'
import { relay } from './relay.ts'

const NAMES = { id: 'ours', model: 'provider/model', wantsUsageChunk: false }
const CLOSING = { usage: { ...emptyUsage(), inputTokens: 5, outputTokens: 2 }, costUsd: 0 }

const chunk = (delta: JsonObject, fields: JsonObject = {}): JsonObject => ({
  id: 'theirs',
  object: 'chat.completion.chunk',
  model: 'm',
  choices: [{ index: 0, delta, finish_reason: null }],
  ...fields,
})
const ended = (reason: string, delta: JsonObject = {}): JsonObject =>
  chunk({}, { choices: [{ index: 0, delta, finish_reason: reason }] })

/** The chunks that a caller gets of these, without the terminal event. */
const sent = (chunks: readonly JsonObject[], names: object = {}): JsonObject[] => {
  const state = relay.start({ ...NAMES, ...names })
  const frames = chunks.flatMap((given) => relay.step(state, { data: JSON.stringify(given) }))
  const all = [...frames, ...relay.end(state, CLOSING)]
  expect(all.at(-1)).toEqual({ data: '[DONE]' })
  return all.slice(0, -1).map(({ data }) => JSON.parse(data) as JsonObject)
}
const deltasOf = (chunks: readonly JsonObject[]) =>
  chunks.map(({ choices }) => objectOf(objectOf(arrayOf(choices)[0])['delta']))
const callsOf = (chunks: readonly JsonObject[]) =>
  deltasOf(chunks).flatMap(({ tool_calls }) => arrayOf(tool_calls))

const usage = (tokens: number) => ({
  usage: { prompt_tokens: 5, completion_tokens: tokens, total_tokens: 5 + tokens },
})

const piece = (fields: JsonObject, call: JsonObject) => ({ tool_calls: [{ ...fields, function: call }] })

/** The calls of a whole answer as its caller gets them. */
const callsOfWhole = (tool_calls: JsonObject[]) => {
  const given = JSON.stringify({ choices: [{ index: 0, message: { role: 'assistant', tool_calls } }] })
  const choices = arrayOf(objectOf(JSON.parse(relay.whole(given, NAMES, CLOSING)))['choices'])
  return objectOf(objectOf(choices[0])['message'])['tool_calls']
}

it('gives the calls of a whole answer ids, types and arguments as text, and changes no others', () => {
  const call = { id: 'c1', type: 'function', function: { name: 'f', arguments: '{"a":1}' } }
  expect(callsOfWhole([call])).toEqual([call])
  expect(callsOfWhole([{ function: { name: 'f', arguments: { a: 1 } } }])).toEqual([
    { ...call, id: 'call_ours_0' },
  ])
})

describe('chunks of compatible servers that are passed on', () => {
  it('have the role once for each choice', () => {
    const chunks = sent([
      chunk({ role: 'assistant', content: 'a' }),
      chunk({ role: 'assistant', content: 'b' }),
      chunk({}, { choices: [{ index: 1, delta: { role: 'assistant', content: 'x' }, finish_reason: null }] }),
      ended('stop', { role: 'assistant', content: '' }),
    ])
    expect(deltasOf(chunks).map(({ role }) => role)).toEqual(['assistant', undefined, 'assistant', undefined])
  })

  it('have the role although the server omits it', () => {
    const [first] = deltasOf(sent([chunk({ content: 'a' }), ended('stop')]))
    expect(first).toEqual({ content: 'a', role: 'assistant' })
  })

  it.each<[string, JsonObject[]]>([
    [
      'repeated ids and types',
      [
        piece({ index: 0, id: 'c1', type: 'function' }, { name: 'f', arguments: '{"a"' }),
        piece({ index: 0, id: 'c1', type: 'function' }, { arguments: ':1}' }),
      ],
    ],
    [
      'repeated names',
      [
        piece({ index: 0, id: 'c1', type: 'function' }, { name: 'f', arguments: '{"a"' }),
        piece({ index: 0 }, { name: 'f', arguments: ':1}' }),
      ],
    ],
    [
      'nulls',
      [
        piece({ index: 0, id: 'c1', type: 'function' }, { name: 'f', arguments: '{"a"' }),
        piece({ index: 0, id: null, type: null }, { name: null, arguments: ':1}' }),
      ],
    ],
    [
      'no indexes',
      [
        piece({ id: 'c1', type: 'function' }, { name: 'f', arguments: '{"a"' }),
        piece({}, { arguments: ':1}' }),
      ],
    ],
    [
      'indexes from 1',
      [
        piece({ index: 1, id: 'c1', type: 'function' }, { name: 'f', arguments: '{"a"' }),
        piece({ index: 1 }, { arguments: ':1}' }),
      ],
    ],
    [
      'a whole call repeated at its end',
      [
        piece({ index: 0, id: 'c1', type: 'function' }, { name: 'f', arguments: '{"a":1}' }),
        piece({ index: 0, id: 'c1', type: 'function' }, { name: 'f', arguments: '{"a":1}' }),
      ],
    ],
    [
      'parsed arguments',
      [piece({ index: 0, id: 'c1', type: 'function' }, { name: 'f', arguments: { a: 1 } as JsonObject })],
    ],
  ])('are one call with one id and one name despite %s', (_, deltas) => {
    const calls = callsOf(sent([...deltas.map((delta) => chunk(delta)), ended('tool_calls')])).map(objectOf)
    expect(calls.map(({ index }) => index)).toEqual(calls.map(() => 0))
    expect(calls.map(({ id }) => id)).toEqual(['c1', ...calls.slice(1).map(() => undefined)])
    const functions = calls.map((call) => objectOf(call['function']))
    expect(functions.map(({ name }) => name)).toEqual(['f', ...calls.slice(1).map(() => undefined)])
    expect(functions.map((call) => call['arguments']).join('')).toBe('{"a":1}')
  })

  it('are separate calls with own indexes and ids if the server uses index 0 and no ids', () => {
    const calls = callsOf(
      sent([
        chunk(piece({ index: 0, type: 'function' }, { name: 'f', arguments: '{"a":1}' })),
        chunk(piece({ index: 0, type: 'function' }, { name: 'f', arguments: '{"a":2}' })),
        ended('tool_calls'),
      ]),
    ).map(objectOf)
    expect(calls.map(({ index, id }) => [index, id])).toEqual([
      [0, 'call_ours_0'],
      [1, 'call_ours_1'],
    ])
  })

  it('keep the pieces of a name', () => {
    const calls = callsOf(
      sent([
        chunk(piece({ index: 0, id: 'c1', type: 'function' }, { name: 'get_', arguments: '' })),
        chunk(piece({ index: 0 }, { name: 'weather', arguments: '' })),
        chunk(piece({ index: 0 }, { arguments: '{}' })),
        ended('tool_calls'),
      ]),
    )
    expect(calls.map((call) => objectOf(objectOf(call)['function'])['name']).join('')).toBe('get_weather')
  })

  it('have all annotations in one list, with the finish reason', () => {
    const [first, second] = ['x', 'y'].map((url) => ({ type: 'url_citation', url_citation: { url } }))
    const deltas = deltasOf(
      sent([
        chunk({ role: 'assistant', content: 'a', annotations: [first] }),
        chunk({ content: 'b', annotations: [second] }),
        ended('stop'),
      ]),
    )
    expect(deltas.map(({ annotations }) => annotations)).toEqual([undefined, undefined, [first, second]])
  })

  describe('and report the usage so far in each', () => {
    const chunks = [
      chunk({ role: 'assistant', content: 'a' }, usage(1)),
      chunk({ content: 'b' }, usage(2)),
      { ...ended('stop'), ...usage(2) },
    ]
    const separate = { ...chunk({}), choices: [], ...usage(2) }

    it.each([
      ['with the last choice', false, chunks],
      ['with the last choice, if they requested a usage chunk', true, chunks],
      ['alone', true, [...chunks, separate]],
    ])('have it once for their caller: %s', (_, wantsUsageChunk, given) => {
      const reports = sent(given, { wantsUsageChunk }).filter(
        (body) => typeof body['usage'] === 'object' && body['usage'],
      )
      expect(reports).toHaveLength(1)
      expect(reports[0]!['usage']).toMatchObject(usage(2).usage)
    })

    it('have it in each for a caller who requested that', () => {
      const reports = sent(chunks, { wantsUsageChunk: true, wantsUsageInEach: true })
      expect(reports.map((body) => objectOf(body['usage'])['completion_tokens'])).toEqual([1, 2, 2])
    })
  })

  it('stay the same text if they have OpenAI’s form', () => {
    const given = [
      '{"id":"ours","model":"provider/model","choices":[{"index":0,"delta":{"role":"assistant","content":""},"logprobs":null,"finish_reason":null}],"x":1.0}',
      '{"id":"ours","model":"provider/model","choices":[{"index":0,"delta":{"tool_calls":[{"index":0,"id":"c","type":"function","function":{"name":"f","arguments":""}}]},"finish_reason":null}],"x":1.0}',
      '{"id":"ours","model":"provider/model","choices":[{"index":0,"delta":{"tool_calls":[{"index":0,"function":{"arguments":"{}"}}]},"finish_reason":null}],"x":1.0}',
    ]
    const state = relay.start(NAMES)
    expect(given.flatMap((data) => relay.step(state, { data }).map((frame) => frame.data))).toEqual(given)
  })
})
