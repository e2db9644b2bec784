import { describe, expect, it } from 'vitest'
import { DIALECTS, type Dialect } from '@gptget/contracts'
import { adapt, CLIENT_FACING, UPSTREAM_FACING } from '../src/index.ts'
import type { AdaptTarget } from '../src/index.ts'

type Json = Record<string, unknown>
const objects = (value: unknown): Json[] => (Array.isArray(value) ? (value as Json[]) : [])

const written = (source: Dialect, dialect: Dialect, body: Json) => {
  const request = CLIENT_FACING[source].readRequest({ model: 'm', ...body })
  const target: AdaptTarget = { dialect, model: 'up', quirks: {} }
  const { request: adapted, losses } = adapt(request, target)
  const sent = UPSTREAM_FACING[dialect].writeRequest(adapted, target)
  return { body: JSON.parse(JSON.stringify(sent)) as Json, lost: losses.map(({ param }) => param) }
}

const othersThan = (dialect: Dialect) => DIALECTS.filter((one) => one !== dialect)

/** What a provider is sent, as words: one for each call, result and text, in order. */
const orderOf = (dialect: Dialect, body: Json): string[] => {
  const text = JSON.stringify(body['messages'] ?? body['input'] ?? body['contents'])
  const marks: Record<Dialect, RegExp> = {
    'openai-chat': /"id":"(call_\w+)"|"tool_call_id":"(call_\w+)"|(be brief|go on)/g,
    'openai-responses':
      /"function_call","call_id":"(call_\w+)"|"function_call_output","call_id":"(call_\w+)"|(be brief|go on)/g,
    'anthropic-messages': /"tool_use","id":"(call_\w+)"|"tool_use_id":"(call_\w+)"|(be brief|go on)/g,
    gemini: /"functionCall":\{"id":"(call_\w+)"|"functionResponse":\{"id":"(call_\w+)"|(be brief|go on)/g,
  }
  return [...text.matchAll(marks[dialect])].map(
    ([, call, result, said]) => said ?? (call === undefined ? `result ${result}` : `call ${call}`),
  )
}

const call = (call_id: string) => ({ type: 'function_call', call_id, name: 'look', arguments: '{}' })
const output = (call_id: string) => ({ type: 'function_call_output', call_id, output: 'r' })

describe.each(othersThan('openai-responses'))('items of a Responses caller, written for %s', (dialect) => {
  it.each([
    ['a developer’s message', { role: 'developer', content: 'be brief' }, 'be brief'],
    ['a user’s message', { role: 'user', content: 'go on' }, 'go on'],
  ])('have results directly after their calls, followed by %s from between them', (_, item, said) => {
    const input = [
      { role: 'user', content: 'Hi' },
      call('call_a'),
      call('call_b'),
      item,
      output('call_b'),
      output('call_a'),
    ]
    const { body } = written('openai-responses', dialect, { input })
    const order = orderOf(dialect, body)
    expect(order.slice(0, 2)).toEqual(['call call_a', 'call call_b'])
    expect(order.slice(2, 4).toSorted()).toEqual(['result call_a', 'result call_b'])
    expect(order.slice(4)).toEqual([said])
  })

  it('keep two rounds with the same call id separate', () => {
    const round = [call('call_a'), { role: 'user', content: 'go on' }, output('call_a')]
    const { body } = written('openai-responses', dialect, {
      input: [{ role: 'user', content: 'Hi' }, ...round, ...round],
    })
    expect(JSON.stringify(body)).not.toContain('not carried out')
    expect(orderOf(dialect, body).map((word) => word.split(' ')[0])).toEqual([
      'call',
      'result',
      'go',
      'call',
      'result',
      'go',
    ])
  })
})

describe.each(othersThan('anthropic-messages'))('blanks of a %s caller, written for Anthropic', (source) => {
  const bodies: Record<Dialect, Json> = {
    'openai-chat': {
      messages: [
        { role: 'system', content: ' ' },
        {
          role: 'user',
          content: [
            { type: 'text', text: 'Hi' },
            { type: 'text', text: ' \n' },
          ],
        },
        { role: 'assistant', content: '' },
        { role: 'user', content: '\n' },
        { role: 'assistant', content: 'It is: ' },
      ],
    },
    'openai-responses': {
      instructions: ' ',
      input: [
        {
          role: 'user',
          content: [
            { type: 'input_text', text: 'Hi' },
            { type: 'input_text', text: ' \n' },
          ],
        },
        { role: 'assistant', content: '' },
        { role: 'user', content: '\n' },
        { role: 'assistant', content: 'It is: ' },
      ],
    },
    'anthropic-messages': {},
    gemini: {
      systemInstruction: { parts: [{ text: ' ' }] },
      contents: [
        { role: 'user', parts: [{ text: 'Hi' }, { text: ' \n' }] },
        { role: 'model', parts: [{ text: '' }] },
        { role: 'user', parts: [{ text: '\n' }] },
        { role: 'model', parts: [{ text: 'It is: ' }] },
      ],
    },
  }

  it('are removed, also from the end of a prefilled answer, and named', () => {
    const { body, lost } = written(source, 'anthropic-messages', bodies[source])
    expect(body).not.toHaveProperty('system')
    expect(body['messages']).toEqual([
      { role: 'user', content: [{ type: 'text', text: 'Hi' }] },
      { role: 'assistant', content: [{ type: 'text', text: 'It is:' }] },
    ])
    expect(lost).toEqual(['the beginning of the answer'])
  })
})

describe('instructions without a conversation', () => {
  const chat = { messages: [{ role: 'system', content: 'Tell a joke.' }] }
  const responses = { instructions: 'Tell a joke.', input: [] }

  it.each([
    ['openai-chat', 'openai-responses', chat],
    ['openai-chat', 'anthropic-messages', chat],
    ['openai-chat', 'gemini', chat],
    ['openai-responses', 'anthropic-messages', responses],
    ['openai-responses', 'gemini', responses],
  ] as const)(
    'of a %s caller become a user message for %s, and the change is named',
    (source, dialect, body) => {
      const { body: sent, lost } = written(source, dialect, body)
      const turns = objects(sent['messages'] ?? sent['input'] ?? sent['contents'])
      expect(turns).toHaveLength(1)
      expect(turns[0]).toMatchObject({ role: 'user' })
      expect(JSON.stringify(turns)).toContain('Tell a joke.')
      expect(lost).toEqual(['instructions without a conversation'])
    },
  )
})

const PNG = 'iVBORw0KGgo='
const picture = { type: 'image_url', image_url: { url: `data:image/png;base64,${PNG}` } }

/** A conversation whose last answer was a picture and a call, as each dialect's clients send it back. */
const PICTURED: Partial<Record<Dialect, Json>> = {
  'openai-chat': {
    messages: [
      { role: 'user', content: 'Draw.' },
      { role: 'assistant', content: 'Here.', images: [picture] },
      { role: 'user', content: 'go on' },
    ],
  },
  'openai-responses': {
    input: [
      { role: 'user', content: 'Draw.' },
      { type: 'image_generation_call', id: 'ig_1', status: 'completed', result: PNG },
      { role: 'assistant', content: 'Here.' },
      { role: 'user', content: 'go on' },
    ],
  },
  gemini: {
    contents: [
      { role: 'user', parts: [{ text: 'Draw.' }] },
      { role: 'model', parts: [{ text: 'Here.' }, { inlineData: { mimeType: 'image/png', data: PNG } }] },
      { role: 'user', parts: [{ text: 'go on' }] },
    ],
  },
}

const PICTURE_PAIRS = (Object.keys(PICTURED) as Dialect[]).flatMap((from) =>
  othersThan(from).map((to) => ({ from, to })),
)

describe.each(PICTURE_PAIRS)('an image in an answer that is sent back from $from to $to', ({ from, to }) => {
  const { body, lost } = written(from, to, PICTURED[from]!)
  const turns = objects(body['messages'] ?? body['input'] ?? body['contents'])

  it('is an image for the model, in a turn that may contain one', () => {
    const holder = turns.find((turn) => JSON.stringify(turn).includes(PNG))
    expect(holder?.['role']).toBe(to === 'gemini' ? 'model' : 'user')
    expect(JSON.stringify(holder)).toMatch(/"image_url"|"input_image"|"type":"image"|"inlineData"/)
    expect(lost).toEqual(to === 'gemini' ? [] : ['pictures in an answer'])
    expect(JSON.stringify(turns.at(-1))).toContain('go on')
  })
})

describe('an image in an answer of Chat Completions', () => {
  it('is sent back unchanged to a provider of the same dialect', () => {
    const sent = written('openai-chat', 'openai-chat', PICTURED['openai-chat']!)
    expect(objects(sent.body['messages'])[1]).toEqual({
      role: 'assistant',
      content: 'Here.',
      images: [picture],
    })
  })
})
