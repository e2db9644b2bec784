import { describe, expect, it } from 'vitest'
import { CLIENT_FACING, UPSTREAM_FACING } from '../registry/dialects.ts'
import { type Quirks } from '../dialect.ts'
import { DIALECTS, type Dialect } from '@gptget/contracts'
import { PublicError } from '@gptget/errors'
import { adapt, type AdaptTarget } from './adapt.ts'
import { refuseLosses, type Capabilities } from '../canonical/losses.ts'
import type { ChatRequest } from '../canonical/request.ts'

const targetOf = (dialect: Dialect, quirks: Quirks = {}, capabilities?: Capabilities): AdaptTarget => ({
  dialect,
  model: 'm',
  quirks,
  ...(capabilities === undefined ? {} : { capabilities }),
})

const chat = (fields: Record<string, unknown>): ChatRequest =>
  CLIENT_FACING['openai-chat'].readRequest({
    model: 'm',
    messages: [{ role: 'user', content: 'Hi' }],
    ...fields,
  })
const anthropic = (fields: Record<string, unknown>): ChatRequest =>
  CLIENT_FACING['anthropic-messages'].readRequest({
    model: 'm',
    max_tokens: 9000,
    messages: [{ role: 'user', content: 'Hi' }],
    ...fields,
  })

const lost = (request: ChatRequest, target: AdaptTarget) =>
  adapt(request, target).losses.map(({ param }) => param)
const refusal = (make: () => unknown): PublicError => {
  try {
    make()
  } catch (error) {
    if (error instanceof PublicError) return error
  }
  throw new Error('It was not refused.')
}

const callOf = (id: string) => ({ id, type: 'function', function: { name: 'f', arguments: '{}' } })

const roundOf = (...ids: string[]) => [
  { role: 'assistant', tool_calls: ids.map(callOf) },
  ...ids.map((id) => ({ role: 'tool', tool_call_id: id, content: 'r' })),
]

describe('adapt', () => {
  it.each(DIALECTS)('leaves a %s request to its own dialect untouched', (dialect) => {
    const bodies = {
      'openai-chat': { messages: [{ role: 'user', content: 'Hi' }], n: 2, logit_bias: { 1: 1 } },
      'openai-responses': { input: [{ type: 'item_reference', id: 'x' }], tools: [{ type: 'web_search' }] },
      'anthropic-messages': { max_tokens: 9, messages: [{ role: 'user', content: 'Hi' }], container: 'c' },
      gemini: { contents: [{ parts: [{ text: 'Hi' }] }], safetySettings: [{}] },
    }
    const request = CLIENT_FACING[dialect].readRequest({ model: 'm', ...bodies[dialect] })
    const adapted = adapt(request, targetOf(dialect))
    expect(adapted.request).toBe(request)
    expect(adapted.losses).toEqual([])
  })

  it('names every setting that a dialect does not support, by the caller’s name', () => {
    const request = chat({
      seed: 1,
      frequency_penalty: 1,
      stop: 'x',
      top_k: 3,
      logit_bias: { 1: 1 },
      verbosity: 'low',
    })
    expect(lost(request, targetOf('anthropic-messages')).toSorted()).toEqual([
      'frequency_penalty',
      'logit_bias',
      'seed',
      'verbosity',
    ])
    expect(lost(request, targetOf('openai-responses')).toSorted()).toEqual([
      'frequency_penalty',
      'logit_bias',
      'seed',
      'stop',
      'top_k',
    ])
    expect(lost(request, targetOf('gemini')).toSorted()).toEqual(['logit_bias', 'verbosity'])
  })

  it.each([
    [{ n: 2 }, 'n'],
    [{ modalities: ['text', 'audio'] }, 'modalities'],
    [{ messages: [{ role: 'user', content: [{ type: 'file', file: { file_id: 'f' } }] }] }, 'messages[0]'],
    [
      {
        messages: [
          { role: 'user', content: [{ type: 'input_audio', input_audio: { data: 'x', format: 'wav' } }] },
        ],
      },
      'messages[0]',
    ],
  ])('refuses %j if it is not available, naming the field', (fields, param) => {
    const error = refusal(() => adapt(chat(fields), targetOf('anthropic-messages')))
    expect([error.code, error.status, error.details.param]).toEqual(['unsupported_parameter', 400, param])
  })

  it('does not refuse fields that request nothing', () => {
    expect(lost(chat({ n: 1, modalities: ['text'], logprobs: false }), targetOf('gemini'))).toEqual([])
  })

  it('refuses what the model is known not to support', () => {
    const withTool = chat({ tools: [{ type: 'function', function: { name: 'f' } }] })
    expect(refusal(() => adapt(withTool, targetOf('gemini', {}, { hasTools: false }))).details.param).toBe(
      'tools',
    )
    const image = { type: 'image_url', image_url: { url: 'https://example.com/a.png' } }
    const withImage = chat({ messages: [{ role: 'user', content: [image] }] })
    expect(refusal(() => adapt(withImage, targetOf('gemini', {}, { hasImages: false }))).details.param).toBe(
      'messages[0]',
    )
  })

  it('leaves out settings that a model refuses', () => {
    const target = targetOf('anthropic-messages', {}, { hasSampling: false })
    const { request, losses } = adapt(chat({ temperature: 0.5, top_p: 0.9 }), target)
    expect(request.sampling).not.toHaveProperty('temperature')
    expect(request.sampling).not.toHaveProperty('topP')
    expect(losses.map(({ param }) => param)).toEqual(['temperature', 'top_p'])
  })

  it('turns losses into a refusal for a strict caller', () => {
    const { losses } = adapt(chat({ seed: 1 }), targetOf('anthropic-messages'))
    expect(refusal(() => refuseLosses(losses)).details.param).toBe('seed')
    expect(() => refuseLosses([])).not.toThrow()
  })

  it('drops reasoning signed elsewhere and keeps the target’s own', () => {
    const signatures = [
      { type: 'thinking', thinking: 'a', signature: 'own' },
      { type: 'tool_use', id: 't', name: 'f', input: {} },
    ]
    const request = anthropic({
      messages: [
        { role: 'user', content: 'x' },
        { role: 'assistant', content: signatures },
        { role: 'user', content: [{ type: 'tool_result', tool_use_id: 't', content: 'r' }] },
      ],
    })
    const adapted = adapt(request, targetOf('gemini'))
    expect(adapted.losses.map(({ param }) => param)).toEqual(['signed reasoning'])
    expect(
      JSON.stringify(UPSTREAM_FACING.gemini.writeRequest(adapted.request, targetOf('gemini'))),
    ).not.toContain('own')
    expect(adapt(request, targetOf('anthropic-messages')).request).toBe(request)
  })

  it('gives every call one result, every result a name, and ids that the target accepts', () => {
    const long = 'x'.repeat(70)
    const request = chat({
      messages: [
        { role: 'user', content: 'q' },
        {
          role: 'assistant',
          tool_calls: [
            { id: 'a.b', type: 'function', function: { name: 'one', arguments: '{}' } },
            { id: long, type: 'function', function: { name: 'two', arguments: '{}' } },
            { id: 'open', type: 'function', function: { name: 'three', arguments: '{}' } },
          ],
        },
        { role: 'tool', tool_call_id: long, content: '2' },
        { role: 'tool', tool_call_id: 'a.b', content: '1' },
        { role: 'tool', tool_call_id: 'stray', content: '9' },
        { role: 'user', content: 'go on' },
      ],
    })
    const { request: adapted, losses } = adapt(request, targetOf('anthropic-messages'))
    const calls = adapted.turns[1]!.parts.map((part) => (part.type === 'tool-call' ? part.id : ''))
    const results = adapted.turns[2]!.parts.flatMap((part) => (part.type === 'tool-result' ? [part] : []))
    expect(calls.every((id) => /^[\w-]{1,64}$/.test(id))).toBe(true)
    expect(results.map(({ callId }) => callId).toSorted()).toEqual(calls.toSorted())
    expect(results.map(({ name }) => name).toSorted()).toEqual(['one', 'three', 'two'])
    expect(JSON.stringify(adapted.turns[2])).toContain('Result of tool call stray:')
    expect(losses.map(({ param }) => param).toSorted()).toEqual([
      'tool calls without a result',
      'tool results without a call',
    ])
  })

  it('gives calls ids of the length that a server requires, also in the caller’s own dialect', () => {
    const nine = targetOf('openai-chat', { callIdLength: 9 })
    const messages = [
      { role: 'user', content: 'q' },
      ...roundOf('abcDEF123', 'call_abcdefghijklmnop', 'call_x'),
    ]
    const written = JSON.stringify(
      UPSTREAM_FACING['openai-chat'].writeRequest(adapt(chat({ messages }), nine).request, nine),
    )
    const ids = [...written.matchAll(/"(?:id|tool_call_id)":"(.*?)"/g)].map(([, id]) => id!)
    expect(ids).toHaveLength(6)
    expect(new Set(ids).size).toBe(3)
    expect(ids.every((id) => /^[a-zA-Z0-9]{9}$/.test(id))).toBe(true)
    expect(ids[0]).toBe('abcDEF123')
    const fitting = chat({ messages: [{ role: 'user', content: 'q' }, ...roundOf('abcDEF123')] })
    expect(adapt(fitting, nine).request).toBe(fitting)
  })

  it('separates two calls with the same id', () => {
    const call = { id: 'call_0', type: 'function', function: { name: 'f', arguments: '{}' } }
    const round = [
      { role: 'assistant', tool_calls: [call] },
      { role: 'tool', tool_call_id: 'call_0', content: 'r' },
    ]
    const { request } = adapt(
      chat({ messages: [{ role: 'user', content: 'q' }, ...round, ...round] }),
      targetOf('anthropic-messages'),
    )
    const ids = request.turns.flatMap(({ parts }) =>
      parts.flatMap((part) => (part.type === 'tool-result' ? [part.callId] : [])),
    )
    expect(new Set(ids).size).toBe(2)
  })

  it('converts reasoning effort to a level or a budget, within the limits', () => {
    const asked = chat({ reasoning_effort: 'high', max_tokens: 5000 })
    expect(adapt(asked, targetOf('anthropic-messages')).request.reasoning).toEqual({ budgetTokens: 4000 })
    expect(adapt(asked, targetOf('anthropic-messages', { hasEffortLevels: true })).request.reasoning).toEqual(
      { effort: 'high', isAdaptive: true, isVisible: true },
    )
    expect(adapt(asked, targetOf('gemini')).request.reasoning).toEqual({
      budgetTokens: 4000,
      isVisible: true,
    })
    expect(adapt(asked, targetOf('openai-responses')).request.reasoning).toEqual({
      effort: 'high',
      isVisible: true,
    })
    const budget = anthropic({ thinking: { type: 'enabled', budget_tokens: 2000 } })
    expect(adapt(budget, targetOf('openai-chat')).request.reasoning).toEqual({ effort: 'low' })
    expect(lost(chat({ reasoning_effort: 'low' }), targetOf('gemini', {}, { hasReasoning: false }))).toEqual([
      'reasoning_effort',
    ])
  })

  it('lets a model that cannot be forced to call a tool choose, keeps its reasoning, and names the change', () => {
    const tools = [{ type: 'function', function: { name: 'f' } }]
    const named = { type: 'function', function: { name: 'f' } }
    const target: AdaptTarget = {
      ...targetOf('anthropic-messages', {}, { hasForcedTools: false }),
      thinking: { mode: 'adaptive', efforts: ['low', 'high'], canDisable: false },
    }
    for (const tool_choice of ['required', named]) {
      const { request, losses } = adapt(chat({ reasoning_effort: 'high', tools, tool_choice }), target)
      expect(request.toolChoice).toEqual({ type: 'auto' })
      expect(request.reasoning).toMatchObject({ effort: 'high', isAdaptive: true })
      expect(losses.map(({ param }) => param)).toEqual(['tool_choice'])
    }
    expect(lost(chat({ tools, tool_choice: 'auto' }), target)).toEqual([])
    expect(lost(chat({ tools, tool_choice: 'required' }), targetOf('anthropic-messages'))).toEqual([])
  })

  it('omits fields that a model refuses, searches for stop sequences itself, and names both', () => {
    const target = targetOf(
      'openai-chat',
      {},
      { refuses: ['stop', 'topLogprobs', 'frequencyPenalty', 'verbosity'] },
    )
    const asked = {
      ...chat({
        verbosity: 'low',
        frequency_penalty: 1,
        top_p: 0.5,
        logprobs: true,
        top_logprobs: 2,
        stop: ['END'],
      }),
      source: 'gemini' as const,
    }
    const { request, losses } = adapt(asked, target)
    expect(request.sampling).toEqual({ topP: 0.5 })
    expect(request.emulatedStops).toEqual(['END'])
    expect(losses.map(({ action, param }) => `${action} ${param}`).toSorted()).toEqual([
      'dropped generationConfig.frequencyPenalty',
      'dropped generationConfig.responseLogprobs',
      'dropped verbosity',
      'rewritten generationConfig.stopSequences',
    ])
    expect(() => refuseLosses(losses)).toThrow(/strict/)
  })

  it.each(['openai-responses', 'anthropic-messages', 'gemini'] as const)(
    'keeps a number of %s within the range of the model',
    (source) => {
      const target = targetOf('openai-chat', {}, { ranges: { temperature: { most: 0.9 } } })
      const { request, losses } = adapt({ ...chat({ temperature: 1 }), source }, target)
      expect(request.sampling.temperature).toBe(0.9)
      expect(losses).toMatchObject([{ action: 'rewritten', reason: 'This model accepts at most 0.9.' }])
    },
  )

  it('does not ask Claude to reason where the API refuses it', () => {
    const tools = [{ type: 'function', function: { name: 'f' } }]
    const forced = adapt(
      chat({ reasoning_effort: 'high', tools, tool_choice: 'required' }),
      targetOf('anthropic-messages'),
    )
    expect(forced.request.reasoning).toBeUndefined()
    const loop = [
      { role: 'user', content: 'q' },
      {
        role: 'assistant',
        tool_calls: [{ id: 'a', type: 'function', function: { name: 'f', arguments: '{}' } }],
      },
      { role: 'tool', tool_call_id: 'a', content: 'r' },
    ]
    expect(
      lost(chat({ reasoning_effort: 'high', tools, messages: loop }), targetOf('anthropic-messages')),
    ).toEqual(['reasoning_effort'])
  })

  it('asks for JSON in the prompt if a model does not enforce it', () => {
    const request = chat({
      response_format: { type: 'json_schema', json_schema: { name: 'a', schema: { type: 'object' } } },
    })
    const { request: adapted, losses } = adapt(
      request,
      targetOf('anthropic-messages', { hasJsonSchema: false }),
    )
    expect([adapted.output.type, losses[0]?.param]).toEqual(['text', 'response_format'])
    expect(adapted.system.at(-1)?.text).toContain('{"type":"object"}')
    const { output } = adapt(request, targetOf('anthropic-messages')).request
    expect(output.type).toBe('text')
    const closed = chat({
      response_format: {
        type: 'json_schema',
        json_schema: { name: 'a', schema: { type: 'object', properties: { n: { type: 'integer' } } } },
      },
    })
    expect(adapt(closed, targetOf('anthropic-messages')).request.output.type).toBe('json-schema')
  })

  it('keeps settings within the limits of Anthropic and of the model', () => {
    const target = { ...targetOf('anthropic-messages'), maxOutputTokens: 100 }
    const { request, losses } = adapt(chat({ temperature: 1.5, top_p: 0.5, max_tokens: 500 }), target)
    expect(request.sampling).toEqual({ temperature: 1, maxOutputTokens: 100 })
    expect(losses.map(({ param }) => param)).toEqual(['max_tokens', 'temperature', 'top_p'])
  })

  it('moves instructions inside a conversation for models that accept them only at the start', () => {
    const messages = [
      { role: 'user', content: 'q' },
      { role: 'system', content: 'be brief' },
    ]
    const { request } = adapt(chat({ messages }), targetOf('gemini'))
    expect(request.turns[1]).toEqual({
      role: 'user',
      parts: [{ type: 'text', text: '<system>\nbe brief\n</system>' }],
    })
  })
})
