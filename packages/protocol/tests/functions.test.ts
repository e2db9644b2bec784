import { describe, expect, it } from 'vitest'
import type OpenAI from 'openai'
import { DIALECTS, type Dialect } from '@gptget/contracts'
import { adapt, type AdaptTarget } from '../src/adapt/adapt.ts'
import { explode } from '../src/canonical/explode.ts'
import { run } from '../src/canonical/machine.ts'
import type { ChatResult } from '../src/canonical/result.ts'
import type { AnswerContext } from '../src/dialect.ts'
import { CLIENT_FACING, UPSTREAM_FACING } from '../src/registry/dialects.ts'

type Json = Record<string, unknown>

const WEATHER = {
  name: 'weather',
  description: 'What the weather is.',
  parameters: { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] },
}
const CALL = { name: 'weather', arguments: '{"city":"Paris"}' }

/** What a client of 2023 sends in the second turn, by the types of today's SDK. */
const BODY = {
  model: 'x/y',
  messages: [
    { role: 'user', content: 'How is the weather?' },
    { role: 'assistant', content: null, function_call: CALL },
    { role: 'function', name: 'weather', content: 'Rain.' },
    { role: 'user', content: 'And now?' },
  ],
  functions: [WEATHER],
  function_call: { name: 'weather' },
} satisfies OpenAI.ChatCompletionCreateParams

/** The same in the words of tools. */
const IN_TOOLS = {
  model: 'x/y',
  messages: [
    { role: 'user', content: 'How is the weather?' },
    { role: 'assistant', content: null, tool_calls: [{ id: 'call_1', type: 'function', function: CALL }] },
    { role: 'tool', tool_call_id: 'call_1', content: 'Rain.' },
    { role: 'user', content: 'And now?' },
  ],
  tools: [{ type: 'function', function: WEATHER }],
  tool_choice: { type: 'function', function: { name: 'weather' } },
  parallel_tool_calls: false,
} satisfies OpenAI.ChatCompletionCreateParams

const sent = (body: unknown, dialect: Dialect) => {
  const target: AdaptTarget = { dialect, model: 'up', quirks: {} }
  const { request, losses } = adapt(CLIENT_FACING['openai-chat'].readRequest(body), target)
  return { written: UPSTREAM_FACING[dialect].writeRequest(request, target), losses }
}

const ANSWER: ChatResult = {
  blocks: [
    { block: { kind: 'text' }, content: 'I look.', signatures: [], citations: [] },
    {
      block: { kind: 'tool-call', id: 'c1', name: 'weather' },
      content: CALL.arguments,
      signatures: [],
      citations: [],
    },
    { block: { kind: 'tool-call', id: 'c2', name: 'weather' }, content: '', signatures: [], citations: [] },
  ],
  finish: { reason: 'tool-calls' },
}

const contextOf = (body: unknown): AnswerContext => ({
  id: 'chatcmpl-1',
  model: 'x/y',
  createdAtSeconds: 1,
  request: CLIENT_FACING['openai-chat'].readRequest(body),
})

const choiceOf = (answer: unknown): Json => ((answer as Json)['choices'] as Json[])[0]!

describe('functions, which were tools before 2024', () => {
  it.each(DIALECTS)('reach a provider of %s in the same way as tools', (dialect) => {
    const { written, losses } = sent(BODY, dialect)
    const inTools = sent(IN_TOOLS, dialect)
    expect(written).toEqual(inTools.written)
    // Functions have no such field, so the loss names `functions`.
    const named = inTools.losses.map(({ param, ...loss }) => ({
      ...loss,
      param: param === 'parallel_tool_calls' ? 'functions' : param,
    }))
    expect(losses).toEqual(named)
  })

  it.each(['auto', 'none'] as const)('are chosen by "%s"', (choice) => {
    const { request } = {
      request: CLIENT_FACING['openai-chat'].readRequest({ ...BODY, function_call: choice }),
    }
    expect(request.toolChoice).toEqual({ type: choice })
  })

  it('are called in their own form, plain and streamed, with only the first call', () => {
    const { writeResult, writeStream } = CLIENT_FACING['openai-chat']
    const whole = choiceOf(writeResult(ANSWER, contextOf(BODY)))
    expect(whole).toMatchObject({
      message: { content: 'I look.', function_call: CALL },
      finish_reason: 'function_call',
    })
    expect(whole['message']).not.toHaveProperty('tool_calls')

    const frames = run(writeStream, contextOf(BODY), explode(ANSWER))
    const choices = frames
      .filter(({ data }) => data !== '[DONE]')
      .map(({ data }) => choiceOf(JSON.parse(data)))
    const calls = choices.map(({ delta }) => (delta as Json)['function_call'] as Json | undefined)
    expect(calls.map((call) => call?.['name'] ?? '').join('')).toBe('weather')
    expect(calls.map((call) => call?.['arguments'] ?? '').join('')).toBe(CALL.arguments)
    expect(JSON.stringify(choices)).not.toContain('tool_calls')
    expect(choices.at(-1)!['finish_reason']).toBe('function_call')
  })

  it('in the history do not change the answers to a caller who sends tools', () => {
    const { functions: _functions, function_call: _choice, ...history } = BODY
    const mixed = { ...history, tools: IN_TOOLS.tools }
    const { writeResult } = CLIENT_FACING['openai-chat']
    const choice = choiceOf(writeResult(ANSWER, contextOf(mixed)))
    expect(choice).toMatchObject({ message: { tool_calls: [{ id: 'c1' }, { id: 'c2' }] } })
    expect(sent(mixed, 'openai-chat').written['messages']).toEqual(
      sent(IN_TOOLS, 'openai-chat').written['messages'],
    )
  })

  it('are refused together with tools, like by OpenAI', () => {
    expect(() => CLIENT_FACING['openai-chat'].readRequest({ ...BODY, tools: IN_TOOLS.tools })).toThrow(
      /functions: cannot stand beside `tools`/,
    )
  })
})
