import { DIALECTS, type Dialect } from '@gptget/contracts'
import { describe, expect, it } from 'vitest'
import { adapt, CLIENT_FACING, UPSTREAM_FACING, type AdaptTarget } from '../src/index.ts'
import { refusalOf } from './in-each-dialect.ts'

type Json = Record<string, unknown>

const send = (from: Dialect, to: Dialect, body: Json, quirks: AdaptTarget['quirks'] = {}) => {
  const target: AdaptTarget = { dialect: to, model: 'up', quirks }
  const { request, losses } = adapt(CLIENT_FACING[from].readRequest({ model: 'm', ...body }), target)
  const text = JSON.stringify(UPSTREAM_FACING[to].writeRequest(request, target))
  return {
    text,
    body: JSON.parse(text) as Json,
    lost: losses.map(({ param, action }) => `${param}=${action}`),
  }
}

const others = (...own: Dialect[]) => DIALECTS.filter((dialect) => !own.includes(dialect))
const calledX = (json: string) => ({
  id: 'x',
  type: 'function',
  function: { name: 'f', arguments: json },
})
const described = (description: string) => ({ type: 'function', function: { name: 'f', description } })
const CHAT = [{ role: 'user', content: 'Hi' }]
const PNG = 'data:image/png;base64,iVBORw0KGgo='

describe('an unsupported field inside a message, item or tool', () => {
  it.each(others('openai-responses'))('is named as lost by its path, for %s', (to) => {
    const input = [
      { role: 'user', content: 'Hi' },
      { type: 'message', role: 'assistant', content: 'Well', phase: 'commentary' },
      { role: 'user', content: 'Go on' },
    ]
    const tools = [{ type: 'function', name: 'f', parameters: null, strict: false, defer_loading: true }]
    expect(send('openai-responses', to, { input, tools }).lost).toEqual(
      expect.arrayContaining(['input[1].phase=dropped', 'tools[0].defer_loading=dropped']),
    )
  })

  it.each(others('gemini'))('is named as lost in either spelling, for %s', (to) => {
    const contents = [
      {
        parts: [
          {
            inline_data: { mime_type: 'image/png', data: 'iVBORw0KGgo=' },
            media_resolution: { level: 'HIGH' },
          },
        ],
      },
    ]
    expect(send('gemini', to, { contents }).lost).toEqual(['contents[0].parts[0].mediaResolution=dropped'])
  })

  it('is named at most three times in a long history', () => {
    const messages = Array.from({ length: 40 }, () => ({ role: 'user', content: 'Hi', name: 'Ann' }))
    expect(send('openai-chat', 'gemini', { messages }).lost.length).toBe(3)
  })
})

describe('images in instructions', () => {
  const input = [
    { role: 'user', content: 'Hi' },
    {
      role: 'developer',
      content: [
        { type: 'input_text', text: 'Like this.' },
        { type: 'input_image', image_url: PNG },
      ],
    },
    { role: 'user', content: 'Go on' },
  ]
  it.each(others('openai-responses'))('are moved to a user message, for %s', (to) => {
    const { text, lost } = send('openai-responses', to, { input })
    expect(text).toContain('iVBORw0KGgo=')
    expect(text).toContain('Like this.')
    expect(lost).toEqual(['instructions inside the conversation=rewritten'])
  })
})

describe('calls that share an id', () => {
  const messages = [
    ...CHAT,
    { role: 'assistant', tool_calls: [calledX('{"n":1}'), calledX('{"n":2}')] },
    { role: 'tool', tool_call_id: 'x', content: 'one' },
    { role: 'tool', tool_call_id: 'x', content: 'two' },
  ]
  it.each(others('openai-chat'))('are each answered by their own result, for %s', (to) => {
    const { text, lost } = send('openai-chat', to, { messages })
    expect(lost).toEqual([])
    const results = [...text.matchAll(/"(?:call_id|tool_use_id|id)":"(x[^"]*)"/g)].map(([, id]) => id)
    expect([...new Set(results)]).toEqual(['x', 'x_2'])
    expect(text.indexOf('one')).toBeLessThan(text.indexOf('two'))
  })
})

describe('a call at the end of a conversation', () => {
  const messages = [
    ...CHAT,
    {
      role: 'assistant',
      tool_calls: [{ id: 'x', type: 'function', function: { name: 'f', arguments: '{}' } }],
    },
  ]
  it.each(others('openai-chat'))('gets a result that says that there is none, for %s', (to) => {
    const { text, lost } = send('openai-chat', to, { messages })
    expect(text).toContain('was not carried out')
    expect(lost).toEqual(['tool calls without a result=rewritten'])
  })
})

describe('a list whose length a provider limits', () => {
  const tools = Array.from({ length: 129 }, (_, index) => ({
    name: `f${index}`,
    input_schema: { type: 'object' },
  }))
  it.each(['openai-chat', 'openai-responses'] as const)(
    'is refused with its name if it is too long: tools of %s',
    (to) => {
      const body = { max_tokens: 99, messages: CHAT, tools }
      expect(refusalOf(() => send('anthropic-messages', to, body)).details.param).toBe('tools')
    },
  )

  it('is refused with its name if it is too long: images of Anthropic', () => {
    const pictures = Array.from({ length: 101 }, () => ({ type: 'image_url', image_url: { url: PNG } }))
    const messages = [{ role: 'user', content: pictures }]
    expect(refusalOf(() => send('openai-chat', 'anthropic-messages', { messages })).details.param).toBe(
      'messages',
    )
  })
})

describe('numbers outside a provider’s range', () => {
  const NEAREST: [Dialect, Dialect, Json, string, unknown][] = [
    ['openai-chat', 'anthropic-messages', { messages: CHAT, temperature: 1.7 }, 'temperature', 1],
    ['openai-chat', 'openai-responses', { messages: CHAT, max_tokens: 5 }, 'max_output_tokens', 16],
    [
      'gemini',
      'openai-chat',
      { contents: [{ parts: [{ text: 'Hi' }] }], generationConfig: { topP: 3 } },
      'top_p',
      1,
    ],
  ]
  it.each(NEAREST)(
    'from %s to %s become the nearest allowed one, and the change is named',
    (from, to, body, field, nearest) => {
      const sent = send(from, to, body)
      expect(sent.body[field]).toBe(nearest)
      expect(sent.lost).toEqual([expect.stringContaining('=rewritten')])
    },
  )
})

it('the first of two tools with the same name is kept, and the other is named as lost', () => {
  const { text, lost } = send('openai-chat', 'gemini', {
    messages: CHAT,
    tools: [described('one'), described('two')],
  })
  expect([text.includes('one'), text.includes('two'), lost]).toEqual([true, false, ['tools=dropped']])
})

it('the description of an answer reaches every dialect, in the schema if it has no field', () => {
  const json_schema = { name: 'a', description: 'A place', schema: { type: 'object', properties: {} } }
  const body = { messages: CHAT, response_format: { type: 'json_schema', json_schema } }
  for (const to of others('openai-chat')) expect(send('openai-chat', to, body).text).toContain('A place')
})

it('an image stored at OpenAI is refused for Chat Completions, which would use its id as a URL', () => {
  const input = [{ role: 'user', content: [{ type: 'input_image', file_id: 'file-1' }] }]
  expect(refusalOf(() => send('openai-responses', 'openai-chat', { input })).details.param).toBe('input[0]')
})

it('a tool result in an assistant’s turn gets its own turn in other dialects', () => {
  const messages = [
    ...CHAT,
    {
      role: 'assistant',
      content: [
        { type: 'tool_use', id: 'x', name: 'f', input: {} },
        { type: 'tool_result', tool_use_id: 'x', content: 'done' },
      ],
    },
  ]
  const { body } = send('anthropic-messages', 'openai-chat', { max_tokens: 99, messages })
  expect((body['messages'] as Json[]).map(({ role }) => role)).toEqual(['user', 'assistant', 'tool'])
})

it('cache options that both OpenAI dialects have are kept, and the others are named as lost', () => {
  const body = { input: 'Hi', prompt_cache_options: { mode: 'explicit', ttl: '12h', prewarm: true } }
  const sent = send('openai-responses', 'openai-chat', body, { hasOpenaiFields: true })
  expect(sent.body['prompt_cache_options']).toEqual({ mode: 'explicit' })
  expect(sent.lost.toSorted()).toEqual([
    'prompt_cache_options.prewarm=dropped',
    'prompt_cache_options.ttl=dropped',
  ])
})
