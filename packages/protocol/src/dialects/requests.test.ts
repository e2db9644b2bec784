import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type Anthropic from '@anthropic-ai/sdk'
import type { Content, FunctionDeclaration, GenerationConfig } from '@google/genai'
import type OpenAI from 'openai'
import { adapt } from '../adapt/adapt.ts'
import { refuseLosses } from '../canonical/losses.ts'
import { type Quirks } from '../dialect.ts'
import { DIALECTS, type Dialect } from '@gptget/contracts'
import { PublicError } from '@gptget/errors'
import { CLIENT_FACING, UPSTREAM_FACING } from '../registry/dialects.ts'

const SCHEMA = {
  $schema: 'http://json-schema.org/draft-07/schema#',
  type: 'object',
  properties: {
    city: { type: 'string', const: 'Paris' },
    at: { $ref: '#/$defs/at', description: 'x' },
  },
  required: ['city'],
  additionalProperties: false,
  $defs: { at: { type: 'string' } },
} satisfies Record<string, unknown>

/** One conversation with everything a coding agent sends, as an Anthropic client would. */
const agent = {
  model: 'x/y',
  max_tokens: 2000,
  system: [{ type: 'text', text: 'Be terse.', cache_control: { type: 'ephemeral' } }],
  messages: [
    { role: 'user', content: [{ type: 'text', text: 'Weather?' }] },
    {
      role: 'assistant',
      content: [
        { type: 'text', text: 'Looking.' },
        { type: 'tool_use', id: 'toolu_1', name: 'weather', input: { city: 'Paris' } },
      ],
    },
    {
      role: 'user',
      content: [
        {
          type: 'tool_result',
          tool_use_id: 'toolu_1',
          content: [
            { type: 'text', text: '{"$ref":"#/a"}' },
            { type: 'image', source: { type: 'base64', media_type: 'image/png', data: 'iVBORw0KGgo=' } },
          ],
        },
        { type: 'text', text: 'So?' },
      ],
    },
  ],
  tools: [
    {
      name: 'weather',
      description: 'd',
      input_schema: { ...SCHEMA, type: 'object' },
    },
    { name: 'noop', input_schema: { type: 'object', properties: {} } },
  ],
  tool_choice: { type: 'any', disable_parallel_tool_use: true },
  stop_sequences: ['END'],
} satisfies Anthropic.MessageCreateParams

const written = (dialect: Dialect, quirks: Quirks = {}) => {
  const request = CLIENT_FACING['anthropic-messages'].readRequest(agent)
  const target = { dialect, model: 'up', quirks }
  return UPSTREAM_FACING[dialect].writeRequest(adapt(request, target).request, target)
}

const PNG = 'data:image/png;base64,iVBORw0KGgo='

describe('a coding agent’s request, written for another dialect, is valid by the official types', () => {
  it('openai-chat', () => {
    expect(written('openai-chat', { maxTokensField: 'max_completion_tokens' })).toEqual({
      model: 'up',
      messages: [
        { role: 'system', content: 'Be terse.' },
        { role: 'user', content: 'Weather?' },
        {
          role: 'assistant',
          content: 'Looking.',
          tool_calls: [
            { id: 'toolu_1', type: 'function', function: { name: 'weather', arguments: '{"city":"Paris"}' } },
          ],
        },
        { role: 'tool', tool_call_id: 'toolu_1', content: '{"$ref":"#/a"}' },
        {
          role: 'user',
          content: [
            { type: 'text', text: 'Returned by tool call toolu_1:' },
            { type: 'image_url', image_url: { url: PNG } },
            { type: 'text', text: 'So?' },
          ],
        },
      ],
      tools: [
        { type: 'function', function: { name: 'weather', description: 'd', parameters: SCHEMA } },
        { type: 'function', function: { name: 'noop', parameters: { type: 'object', properties: {} } } },
      ],
      tool_choice: 'required',
      parallel_tool_calls: false,
      max_completion_tokens: 2000,
      stop: ['END'],
    } satisfies OpenAI.ChatCompletionCreateParams)
  })

  it('openai-responses', () => {
    expect(written('openai-responses')).toEqual({
      model: 'up',
      store: false,
      instructions: 'Be terse.',
      input: [
        { type: 'message', role: 'user', content: [{ type: 'input_text', text: 'Weather?' }] },
        // An output message without an id: the API takes it, its types do not say so.
        {
          type: 'message',
          role: 'assistant',
          content: [{ type: 'output_text', text: 'Looking.', annotations: [] }],
        } as unknown as OpenAI.Responses.ResponseInputItem,
        { type: 'function_call', call_id: 'toolu_1', name: 'weather', arguments: '{"city":"Paris"}' },
        {
          type: 'function_call_output',
          call_id: 'toolu_1',
          output: [
            { type: 'input_text', text: '{"$ref":"#/a"}' },
            { type: 'input_image', detail: 'auto', image_url: PNG },
          ],
        },
        { type: 'message', role: 'user', content: [{ type: 'input_text', text: 'So?' }] },
      ],
      tools: [
        { type: 'function', name: 'weather', description: 'd', parameters: SCHEMA, strict: false },
        { type: 'function', name: 'noop', parameters: { type: 'object', properties: {} }, strict: false },
      ],
      tool_choice: 'required',
      parallel_tool_calls: false,
      max_output_tokens: 2000,
    } satisfies OpenAI.Responses.ResponseCreateParams)
  })

  it('gemini: schemas trimmed, empty parameters left out, results as text', () => {
    expect(written('gemini', { requiresThoughtSignature: true })).toEqual({
      systemInstruction: { parts: [{ text: 'Be terse.' }] } satisfies Content,
      contents: [
        { role: 'user', parts: [{ text: 'Weather?' }] },
        {
          role: 'model',
          parts: [
            { text: 'Looking.' },
            {
              functionCall: { id: 'toolu_1', name: 'weather', args: { city: 'Paris' } },
              thoughtSignature: 'skip_thought_signature_validator',
            },
          ],
        },
        {
          role: 'user',
          parts: [
            {
              functionResponse: {
                id: 'toolu_1',
                name: 'weather',
                response: { output: '{"$ref":"#/a"}' },
                parts: [{ inlineData: { mimeType: 'image/png', data: 'iVBORw0KGgo=' } }],
              },
            },
            { text: 'So?' },
          ],
        },
      ] satisfies Content[],
      tools: [
        {
          functionDeclarations: [
            {
              name: 'weather',
              description: 'd',
              parametersJsonSchema: {
                type: 'object',
                properties: {
                  city: { type: 'string', enum: ['Paris'] },
                  at: { description: 'x', anyOf: [{ $ref: '#/$defs/at' }] },
                },
                required: ['city'],
                additionalProperties: false,
                $defs: { at: { type: 'string' } },
              },
            },
            { name: 'noop' },
          ] satisfies FunctionDeclaration[],
        },
      ],
      toolConfig: { functionCallingConfig: { mode: 'ANY' } },
      generationConfig: { maxOutputTokens: 2000, stopSequences: ['END'] } satisfies GenerationConfig,
    })
  })
})

describe('a chat request written for Anthropic', () => {
  it('is valid by the official types', () => {
    const body = {
      model: 'x/y',
      messages: [
        { role: 'developer', content: 'Be terse.' },
        {
          role: 'user',
          content: [
            { type: 'text', text: 'See' },
            { type: 'image_url', image_url: { url: 'https://example.com/a.png' } },
          ],
        },
        {
          role: 'assistant',
          content: null,
          tool_calls: [{ id: 'call_1', type: 'function', function: { name: 'f', arguments: '' } }],
        },
        { role: 'tool', tool_call_id: 'call_1', content: 'r' },
        { role: 'user', content: 'So?' },
      ],
      tools: [{ type: 'function', function: { name: 'f' } }],
      tool_choice: { type: 'function', function: { name: 'f' } },
      response_format: {
        type: 'json_schema',
        json_schema: { name: 'a', schema: { type: 'object', properties: {} } },
      },
    } satisfies OpenAI.ChatCompletionCreateParams
    const target = { dialect: 'anthropic-messages', model: 'up', quirks: {}, maxOutputTokens: 4096 } as const
    const { request, losses } = adapt(CLIENT_FACING['openai-chat'].readRequest(body), target)
    expect(losses).toEqual([])
    expect(UPSTREAM_FACING['anthropic-messages'].writeRequest(request, target)).toEqual({
      model: 'up',
      max_tokens: 4096,
      system: [{ type: 'text', text: 'Be terse.' }],
      messages: [
        {
          role: 'user',
          content: [
            { type: 'text', text: 'See' },
            { type: 'image', source: { type: 'url', url: 'https://example.com/a.png' } },
          ],
        },
        { role: 'assistant', content: [{ type: 'tool_use', id: 'call_1', name: 'f', input: {} }] },
        {
          role: 'user',
          content: [{ type: 'tool_result', tool_use_id: 'call_1', content: [{ type: 'text', text: 'r' }] }],
        },
        { role: 'user', content: [{ type: 'text', text: 'So?' }] },
      ],
      tools: [{ name: 'f', input_schema: { type: 'object' } }],
      tool_choice: { type: 'tool', name: 'f' },
      output_config: {
        format: {
          type: 'json_schema',
          schema: { type: 'object', properties: {}, additionalProperties: false },
        },
      },
    } satisfies Anthropic.MessageCreateParams)
  })
})

const refused = (dialect: Dialect, body: unknown): PublicError => {
  try {
    CLIENT_FACING[dialect].readRequest(body)
  } catch (error) {
    if (error instanceof PublicError) return error
    throw error
  }
  throw new Error('It was accepted.')
}

/** Reads a body and adapts it to every dialect: false when something other than a refusal came of it. */
const isAnswered = (dialect: Dialect, body: unknown): boolean => {
  try {
    const request = CLIENT_FACING[dialect].readRequest(body)
    for (const target of DIALECTS) adapt(request, { dialect: target, model: 'm', quirks: {} })
    return true
  } catch (error) {
    return error instanceof PublicError
  }
}

describe('an invalid request is refused with the name of the field', () => {
  const user = { role: 'user', content: 'Hi' }
  it.each<[Dialect, unknown, string]>([
    ['openai-chat', { messages: [user] }, 'model'],
    ['openai-chat', { model: 'm' }, 'messages'],
    ['openai-chat', { model: 'm', messages: [{ role: 'bot', content: 'x' }] }, 'messages[0].role'],
    [
      'openai-chat',
      { model: 'm', messages: [user, { role: 'tool', content: 'x' }] },
      'messages[1].tool_call_id',
    ],
    [
      'openai-chat',
      { model: 'm', messages: [{ role: 'user', content: [{ type: 'text' }] }] },
      'messages[0].content[0].text',
    ],
    [
      'openai-chat',
      { model: 'm', messages: [user], tools: [{ type: 'function', function: {} }] },
      'tools[0].function.name',
    ],
    ['openai-chat', { model: 'm', messages: [user], temperature: 'hot' }, 'temperature'],
    [
      'openai-responses',
      { model: 'm', input: [{ type: 'function_call', name: 'f', arguments: '{}' }] },
      'input[0].call_id',
    ],
    ['anthropic-messages', { model: 'm', messages: [user] }, 'max_tokens'],
    [
      'anthropic-messages',
      { model: 'm', max_tokens: 1, messages: [{ role: 'bot', content: 'x' }] },
      'messages[0].role',
    ],
    [
      'anthropic-messages',
      {
        model: 'm',
        max_tokens: 1,
        messages: [{ role: 'user', content: [{ type: 'image', source: { type: 'url' } }] }],
      },
      'messages[0].content[0].source',
    ],
    ['gemini', { model: 'm', contents: [{ role: 'robot', parts: [] }] }, 'contents[0].role'],
    [
      'gemini',
      { model: 'm', contents: [{ parts: [{ functionCall: {} }] }] },
      'contents[0].parts[0].functionCall.name',
    ],
  ])('%s %j: %s', (dialect, body, param) => {
    const error = refused(dialect, body)
    expect([error.code, error.details.param]).toEqual(['invalid_request', param])
    expect(error.message).toContain(param)
  })

  it.each(DIALECTS)('%s: any JSON is read or refused without a crash', (dialect) => {
    const known = fc.constantFrom(
      'model',
      'messages',
      'input',
      'contents',
      'role',
      'content',
      'parts',
      'type',
      'text',
      'tools',
      'user',
      'function',
      'tool_calls',
      'name',
    )
    const json = fc.letrec<{ value: unknown }>((tie) => ({
      value: fc.oneof(
        { depthSize: 'small', withCrossShrink: true },
        fc.jsonValue({ maxDepth: 1 }),
        known,
        fc.array(tie('value'), { maxLength: 3 }),
        fc.dictionary(known, tie('value'), { maxKeys: 5 }),
      ),
    })).value
    const survives = fc.property(json, (body) =>
      [body, { model: 'm', messages: body, input: body, contents: body }].every((sent) =>
        isAnswered(dialect, sent),
      ),
    )
    expect(fc.check(survives, { numRuns: 300 })).toMatchObject({ failed: false })
  })
})

describe('signatures of one dialect survive a conversation in another', () => {
  const answers = [
    {
      dialect: 'anthropic-messages' as const,
      signature: { dialect: 'anthropic-messages' as const, kind: 'signature' as const, value: 'sig' },
    },
    {
      dialect: 'openai-responses' as const,
      signature: {
        dialect: 'openai-responses' as const,
        kind: 'encrypted' as const,
        value: 'enc',
        id: 'rs_9',
      },
    },
    {
      dialect: 'gemini' as const,
      signature: { dialect: 'gemini' as const, kind: 'signature' as const, value: 'dGh0' },
    },
  ]
  const context = { id: 'x', model: 'm', createdAtSeconds: 1 }
  const replays: Record<Dialect, (answer: never) => unknown> = {
    'openai-chat': (answer: { choices: [{ message: unknown }] }) => ({
      messages: [{ role: 'user', content: 'q' }, answer.choices[0].message],
    }),
    'openai-responses': (answer: { output: unknown[] }) => ({
      input: [{ role: 'user', content: 'q' }, ...answer.output],
    }),
    'anthropic-messages': (answer: { content: unknown }) => ({
      messages: [
        { role: 'user', content: 'q' },
        { role: 'assistant', content: answer.content },
      ],
    }),
    gemini: (answer: { candidates: [{ content: unknown }] }) => ({
      contents: [{ role: 'user', parts: [{ text: 'q' }] }, answer.candidates[0].content],
    }),
  }

  it.each(answers.flatMap((answer) => DIALECTS.map((client) => ({ ...answer, client }))))(
    '$dialect through $client',
    ({ dialect, signature, client }) => {
      const sealed =
        dialect === 'gemini' ? { thinking: [], call: [signature] } : { thinking: [signature], call: [] }
      const result = {
        blocks: [
          { block: { kind: 'thinking' as const }, content: 'hm', signatures: sealed.thinking },
          {
            block: { kind: 'tool-call' as const, id: 'c1', name: 'f' },
            content: '{}',
            signatures: sealed.call,
          },
        ],
        finish: { reason: 'tool-calls' as const },
      }
      const answer = CLIENT_FACING[client].writeResult(result, context) as never
      const again = CLIENT_FACING[client].readRequest({
        model: 'm',
        max_tokens: 9,
        ...(replays[client](answer) as object),
      })
      const { request } = adapt(again, { dialect, model: 'm', quirks: {} })
      const found = request.turns.flatMap(({ parts }) =>
        parts.flatMap((part) => ('signatures' in part ? (part.signatures ?? []) : [])),
      )
      expect(found).toEqual([signature])
      const elsewhere = dialect === 'gemini' ? 'anthropic-messages' : 'gemini'
      const moved = adapt(again, { dialect: elsewhere, model: 'm', quirks: {} }).request
      expect(
        JSON.stringify(UPSTREAM_FACING[elsewhere].writeRequest(moved, { model: 'm', quirks: {} })),
      ).not.toContain(signature.value)
    },
  )
})

describe('reasoning that is sent back in the streamed pieces', () => {
  it('is one thought for the provider that signed its last piece', () => {
    const { turns } = CLIENT_FACING.gemini.readRequest({
      model: 'm',
      contents: [
        { role: 'user', parts: [{ text: 'q' }] },
        {
          role: 'model',
          parts: [
            { text: 'Let', thought: true },
            { text: ' me', thought: true },
            { text: '', thought: true, thoughtSignature: 'c2ln' },
            { text: 'another', thought: true, thoughtSignature: 'c2ln' },
            { text: 'a' },
          ],
        },
      ],
    })
    expect(turns[1]?.parts).toMatchObject([
      { type: 'thinking', text: 'Let me', signatures: [{ value: 'c2ln' }] },
      { type: 'thinking', text: 'another', signatures: [{ value: 'c2ln' }] },
      { type: 'text', text: 'a' },
    ])
  })

  it('is named as ignored for other dialects if it is unsigned, and refused to no caller', () => {
    const request = CLIENT_FACING['openai-responses'].readRequest({
      model: 'm',
      input: [
        { role: 'user', content: 'q' },
        { type: 'reasoning', id: 'rs_1', summary: [{ type: 'summary_text', text: 't' }] },
        { role: 'assistant', content: 'a' },
        { role: 'user', content: 'q' },
      ],
    })
    const { losses } = adapt(request, { dialect: 'openai-chat', model: 'm', quirks: {} })
    expect(losses).toMatchObject([{ param: 'unsigned reasoning', action: 'ignored' }])
    expect(() => refuseLosses(losses)).not.toThrow()
  })
})

describe('a conversation stored at Anthropic', () => {
  it('is refused, because the newest turn alone would be a different question', () => {
    const thread = { type: 'continue', previous_message_id: 'msg_1' }
    const body = { model: 'm', max_tokens: 1, messages: [{ role: 'user', content: 'q' }], thread }
    expect(() => CLIENT_FACING['anthropic-messages'].readRequest(body)).toThrow(
      expect.objectContaining({ code: 'unsupported_parameter' }),
    )
  })
})

it('the result of a Gemini function is its text in both documented forms', () => {
  const contents = [{ output: 'sunny' }, { name: 'get_weather', content: 'sunny' }].map((response) => [
    { role: 'model', parts: [{ functionCall: { name: 'get_weather', args: {} } }] },
    { role: 'user', parts: [{ functionResponse: { name: 'get_weather', response } }] },
  ])
  const { turns } = CLIENT_FACING.gemini.readRequest({ model: 'm', contents: contents.flat() })
  const said = [{ type: 'tool-result', content: [{ type: 'text', text: 'sunny' }] }]
  expect([turns[1]?.parts, turns[3]?.parts]).toMatchObject([said, said])
})

it.each(DIALECTS)('arguments nested too deeply to print reach %s as text', (dialect) => {
  const deep = '{"a":'.repeat(20_000) + '1' + '}'.repeat(20_000)
  const call = { id: 'a', type: 'function', function: { name: 'f', arguments: deep } }
  const messages = [
    { role: 'user', content: 'x' },
    { role: 'assistant', tool_calls: [call] },
    { role: 'tool', tool_call_id: 'a', content: 'x' },
  ]
  const request = CLIENT_FACING['openai-chat'].readRequest({ model: 'x/y', messages })
  const target = { dialect, model: 'up', quirks: {} }
  const body = UPSTREAM_FACING[dialect].writeRequest(adapt(request, target).request, target)
  expect(JSON.stringify(body)).toContain(JSON.stringify(deep).slice(1, -1))
})

it.each(DIALECTS)(
  'images in URL-safe base64, which Google’s Python SDK writes, reach %s in plain base64',
  (dialect) => {
    const parts = [{ inlineData: { mimeType: 'image/png', data: '-_-_' } }]
    const request = CLIENT_FACING.gemini.readRequest({ model: 'x/y', contents: [{ role: 'user', parts }] })
    const target = { dialect, model: 'up', quirks: {} }
    const body = UPSTREAM_FACING[dialect].writeRequest(adapt(request, target).request, target)
    expect(JSON.stringify(body)).toContain('+/+/')
  },
)
