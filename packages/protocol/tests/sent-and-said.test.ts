import { describe, expect, it } from 'vitest'
import type { Dialect } from '@gptget/contracts'
import { CLIENT_FACING, CAPABILITIES, UPSTREAM_FACING } from '../src/index.ts'
import { answerWith, exchange, PAIRS, streamWith } from './in-each-dialect.ts'

/** What each dialect says of an answer that calls tools, and of one that does not. */
const WORDS: Record<Dialect, { field: string; calls: string; stops: string }> = {
  'openai-chat': { field: 'finish_reason', calls: 'tool_calls', stops: 'stop' },
  'openai-responses': { field: 'status', calls: 'completed', stops: 'completed' },
  'anthropic-messages': { field: 'stop_reason', calls: 'tool_use', stops: 'end_turn' },
  gemini: { field: 'finishReason', calls: 'STOP', stops: 'STOP' },
}

const saying = (dialect: Dialect, text: string, word: 'calls' | 'stops'): string => {
  const { field, calls, stops } = WORDS[dialect]
  return text.replaceAll(
    new RegExp(`"${field}":"(?:${calls}|${stops})"`, 'g'),
    `"${field}":"${WORDS[dialect][word]}"`,
  )
}

const CALL = { id: 'call_1', name: 'look', arguments: '{"a":1}' }

describe.each(PAIRS)('the finish reason of $to for $from', ({ from, to }) => {
  it.each([
    ['calls', 'calls a tool', [CALL]],
    ['stops', 'calls none', []],
  ] as const)('%s: matches the content if it %s', (expected, _, calls) => {
    for (const word of ['calls', 'stops'] as const) {
      const plain = exchange(from, to, {}).whole(saying(to, answerWith(to, [...calls]), word))
      expect(plain).toContain(`"${WORDS[from].field}":"${WORDS[from][expected]}"`)
      const read = UPSTREAM_FACING[from].readResult(CAPABILITIES[from].parsers.answer(plain))
      expect(read.finish.reason).toBe(expected === 'calls' ? 'tool-calls' : 'stop')
      const streamed = exchange(from, to, {})
        .streamed(saying(to, streamWith(to, [...calls]), word))
        .join('')
      expect(streamed).toContain(`"${WORDS[from].field}":"${WORDS[from][expected]}"`)
    }
  })
})

const call = (call_id: string) => ({ type: 'function_call', call_id, name: 'look', arguments: '{}' })
const partsOf = (input: unknown[]) =>
  CLIENT_FACING['openai-responses'].readRequest({ model: 'm', input }).turns.flatMap(({ parts }) => parts)

describe('an output of a Responses caller without the id of its call', () => {
  it('answers the first call without a result', () => {
    const parts = partsOf([
      call('a'),
      call('b'),
      call('c'),
      { type: 'function_call_output', call_id: 'a', output: '1' },
      { type: 'function_call_output', call_id: null, output: '2' },
      { type: 'function_call_output', output: '3' },
    ])
    expect(
      parts.flatMap((part) => (part.type === 'tool-result' ? [[part.callId, part.content]] : [])),
    ).toEqual([
      ['a', [{ type: 'text', text: '1' }]],
      ['b', [{ type: 'text', text: '2' }]],
      ['c', [{ type: 'text', text: '3' }]],
    ])
  })

  it('becomes a user text if no call is open', () => {
    expect(partsOf([{ type: 'function_call_output', call_id: null, output: 'lost' }])).toEqual([
      { type: 'text', text: 'lost' },
    ])
  })
})

describe('an Anthropic message without max_tokens', () => {
  it('is refused naming the field, with Anthropic’s message', () => {
    for (const fields of [{}, { max_tokens: null }]) {
      const read = () =>
        CLIENT_FACING['anthropic-messages'].readRequest({
          model: 'm',
          messages: [{ role: 'user', content: 'Hi' }],
          ...fields,
        })
      expect(read).toThrow('max_tokens: Field required')
    }
  })
})

describe('encrypted reasoning', () => {
  it('is requested if the model reasons, and not if it is known not to', () => {
    const request = CLIENT_FACING['openai-responses'].readRequest({ model: 'm', input: 'Hi' })
    const includeOf = (thinking?: { mode: 'none' | 'fixed' }) =>
      UPSTREAM_FACING['openai-responses'].writeRequest(request, { model: 'm', quirks: {}, thinking })[
        'include'
      ]
    expect(includeOf({ mode: 'none' })).toBeUndefined()
    expect(includeOf({ mode: 'fixed' })).toEqual(['reasoning.encrypted_content'])
  })
})
