import { describe, expect, it } from 'vitest'
import type { ChatEvent } from '../../canonical/events.ts'
import { fold } from '../../canonical/fold.ts'
import { run } from '../../canonical/machine.ts'
import type { JsonObject } from '../../json/object.ts'
import { readStream } from './read-stream.ts'

const chunk = (choice: JsonObject) => ({
  data: JSON.stringify({ id: 'c', choices: [{ index: 0, ...choice }] }),
})

/** One call of each list: what each chunk says of it. */
const read = (...chunks: JsonObject[][]): ChatEvent[] =>
  run(readStream, {}, [
    ...chunks.map((tool_calls) => chunk({ delta: { tool_calls } })),
    chunk({ delta: {}, finish_reason: 'stop' }),
    { data: '[DONE]' },
  ])

const callsOf = (events: ChatEvent[]) =>
  fold(events).blocks.map(({ block, content }) => [block.kind === 'tool-call' ? block.name : '', content])

const piece = (fields: { index?: number; id?: string; name?: string; arguments?: string }): JsonObject => {
  const { index, id, ...call } = fields
  return { index: index ?? 0, ...(id === undefined ? {} : { id }), type: 'function', function: call }
}

describe('tool calls in the chunks of various servers', () => {
  // github.com/NousResearch/hermes-agent/pull/57941, github.com/huggingface/smolagents/pull/1958
  it.each([
    ['of one tool', 'f'],
    ['of two tools', 'g'],
  ])('with index 0 and without ids are separate: %s', (_, second) => {
    const events = read(
      [piece({ name: 'f', arguments: '{"a":1}' })],
      [piece({ name: second, arguments: '{"a":2}' })],
    )
    expect(callsOf(events)).toEqual([
      ['f', '{"a":1}'],
      [second, '{"a":2}'],
    ])
    const ids = fold(events).blocks.map(({ block }) => (block.kind === 'tool-call' ? block.id : ''))
    expect(new Set(ids).size).toBe(2)
  })

  it('with the name in every piece are one', () => {
    const events = read([piece({ name: 'f', arguments: '{"a"' })], [piece({ name: 'f', arguments: ':1}' })])
    expect(callsOf(events)).toEqual([['f', '{"a":1}']])
  })

  it('that interleave by index stay separate', () => {
    const events = read(
      [
        piece({ index: 0, id: 'x', name: 'f', arguments: '' }),
        piece({ index: 1, id: 'y', name: 'g', arguments: '' }),
      ],
      [piece({ index: 0, arguments: '{"a"' })],
      [piece({ index: 1, arguments: '{"b"' })],
      [piece({ index: 0, arguments: ':1}' })],
      [piece({ index: 1, arguments: ':2}' })],
    )
    expect(callsOf(events)).toEqual([
      ['f', '{"a":1}'],
      ['g', '{"b":2}'],
    ])
  })

  it('that are complete and repeated by id are one', () => {
    const whole = piece({ id: 'x', name: 'f', arguments: '{"a":1}' })
    expect(callsOf(read([whole], [whole]))).toEqual([['f', '{"a":1}']])
  })

  it.each([
    ['in pieces', ['get_', 'weather']],
    ['after its id', ['', 'get_weather']],
    ['in every piece', ['get_weather', 'get_weather']],
  ])('have the tool whose name arrives %s', (_, [first, second]) => {
    const events = read(
      [piece({ id: 'x', name: first!, arguments: '' })],
      [piece({ name: second!, arguments: '' })],
      [piece({ arguments: '{"a":1}' })],
    )
    expect(callsOf(events)).toEqual([['get_weather', '{"a":1}']])
  })
})
