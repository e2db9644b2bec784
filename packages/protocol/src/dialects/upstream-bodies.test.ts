import type Anthropic from '@anthropic-ai/sdk'
import type OpenAI from 'openai'
import { describe, expect, it } from 'vitest'
import { adapt } from '../adapt/adapt.ts'
import { DIALECTS, type Dialect } from '@gptget/contracts'
import type { CountingDialect } from '@gptget/contracts'
import { TOKEN_COUNTING } from '../registry/dialects.ts'
import type { UpstreamBody } from './fixtures/upstream/types.ts'
import { CLIENT_FACING, UPSTREAM_FACING } from '../registry/dialects.ts'

const SCHEMA = {
  type: 'object',
  properties: { city: { type: 'string', description: 'Where' } },
  required: ['city'],
  additionalProperties: false,
} as const
const PNG = 'iVBORw0KGgo='
const PDF = 'JVBERi0='

/** The same conversation as callers of each dialect say it: all that every dialect has a word for. */
const CALLERS = {
  'openai-chat': {
    model: 'x/y',
    messages: [
      { role: 'system', content: 'Be terse.' },
      {
        role: 'user',
        content: [
          { type: 'text', text: 'What is this?' },
          { type: 'image_url', image_url: { url: `data:image/png;base64,${PNG}` } },
          { type: 'file', file: { filename: 'a.pdf', file_data: `data:application/pdf;base64,${PDF}` } },
        ],
      },
      {
        role: 'assistant',
        content: 'Looking.',
        tool_calls: [
          { id: 'call_1', type: 'function', function: { name: 'weather', arguments: '{"city":"Paris"}' } },
          { id: 'call_2', type: 'function', function: { name: 'weather', arguments: '{"city":"Rome"}' } },
        ],
      },
      { role: 'tool', tool_call_id: 'call_1', content: '15' },
      { role: 'tool', tool_call_id: 'call_2', content: [{ type: 'text', text: '20' }] },
      { role: 'user', content: 'And now?' },
    ],
    tools: [
      {
        type: 'function',
        function: { name: 'weather', description: 'Tells it', parameters: SCHEMA, strict: true },
      },
    ],
    tool_choice: { type: 'function', function: { name: 'weather' } },
    parallel_tool_calls: false,
    response_format: { type: 'json_schema', json_schema: { name: 'place', schema: SCHEMA, strict: true } },
    max_completion_tokens: 9000,
    reasoning_effort: 'high',
    user: 'u1',
    stream: true,
  } satisfies OpenAI.ChatCompletionCreateParams,
  'openai-responses': {
    model: 'x/y',
    instructions: 'Be terse.',
    input: [
      {
        role: 'user',
        content: [
          { type: 'input_text', text: 'What is this?' },
          { type: 'input_image', detail: 'auto', image_url: `data:image/png;base64,${PNG}` },
          { type: 'input_file', filename: 'a.pdf', file_data: `data:application/pdf;base64,${PDF}` },
        ],
      },
      { role: 'assistant', content: 'Looking.' },
      { type: 'function_call', call_id: 'call_1', name: 'weather', arguments: '{"city":"Paris"}' },
      { type: 'function_call_output', call_id: 'call_1', output: '15' },
      { role: 'user', content: 'And now?' },
    ],
    tools: [{ type: 'function', name: 'weather', description: 'Tells it', parameters: SCHEMA, strict: true }],
    tool_choice: 'required',
    text: { format: { type: 'json_schema', name: 'place', schema: SCHEMA, strict: true } },
    max_output_tokens: 9000,
    reasoning: { effort: 'medium', summary: 'auto' },
    store: false,
  } satisfies OpenAI.Responses.ResponseCreateParams,
  'anthropic-messages': {
    model: 'x/y',
    max_tokens: 9000,
    system: [{ type: 'text', text: 'Be terse.', cache_control: { type: 'ephemeral' } }],
    messages: [
      {
        role: 'user',
        content: [
          { type: 'text', text: 'What is this?' },
          { type: 'image', source: { type: 'base64', media_type: 'image/png', data: PNG } },
          { type: 'document', source: { type: 'base64', media_type: 'application/pdf', data: PDF } },
        ],
      },
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
            is_error: true,
            content: [{ type: 'image', source: { type: 'base64', media_type: 'image/png', data: PNG } }],
          },
          { type: 'text', text: 'And now?' },
        ],
      },
    ],
    tools: [{ name: 'weather', description: 'Tells it', input_schema: { type: 'object', properties: {} } }],
    tool_choice: { type: 'auto', disable_parallel_tool_use: true },
    thinking: { type: 'enabled', budget_tokens: 2000 },
    stop_sequences: ['END'],
    metadata: { user_id: 'u1' },
  } satisfies Anthropic.MessageCreateParams,
  gemini: {
    model: 'x/y',
    systemInstruction: { parts: [{ text: 'Be terse.' }] },
    contents: [
      {
        role: 'user',
        parts: [
          { text: 'What is this?' },
          { inlineData: { mimeType: 'image/png', data: PNG } },
          { inlineData: { mimeType: 'application/pdf', data: PDF } },
        ],
      },
      { role: 'model', parts: [{ functionCall: { name: 'weather', args: { city: 'Paris' } } }] },
      { role: 'user', parts: [{ functionResponse: { name: 'weather', response: { output: '15' } } }] },
    ],
    tools: [
      { functionDeclarations: [{ name: 'weather', description: 'Tells it', parametersJsonSchema: SCHEMA }] },
    ],
    toolConfig: { functionCallingConfig: { mode: 'ANY', allowedFunctionNames: ['weather'] } },
    generationConfig: { temperature: 0.5, topP: 0.9, maxOutputTokens: 9000, stopSequences: ['END'] },
  } satisfies UpstreamBody['gemini'] & { model: string },
} satisfies Record<Dialect, object>

const pairs = DIALECTS.flatMap((source) =>
  DIALECTS.filter((target) => target !== source).map((target) => ({ source, target })),
)

const writtenFor = (source: Dialect, dialect: Dialect): object => {
  const quirks = { maxTokensField: 'max_completion_tokens', hasDeveloperRole: true } as const
  const target = { dialect, model: 'up', quirks }
  const { request } = adapt(CLIENT_FACING[source].readRequest(CALLERS[source]), target)
  return UPSTREAM_FACING[dialect].writeRequest(request, target)
}

const countedFor = (source: Dialect, dialect: CountingDialect): object => {
  const target = { dialect, model: 'up', quirks: {} }
  const { request } = adapt(CLIENT_FACING[source].readRequest(CALLERS[source]), target)
  return TOKEN_COUNTING[dialect].writeRequest(request, target)
}

/** A module that the type checker holds against the official SDK. */
const moduleOf = (type: 'UpstreamBody' | 'UpstreamCount', target: Dialect, body: object): string =>
  [
    `import type { ${type} } from './types.ts'`,
    '',
    `export const body = ${JSON.stringify(body, null, 2)} satisfies ${type}['${target}']`,
    '',
  ].join('\n')

describe('a body for a provider, whose snapshot is checked against the types of the official SDK', () => {
  it.each(pairs)('$source for $target', async ({ source, target }) => {
    const file = `${import.meta.dirname}/fixtures/upstream/${source}-for-${target}.ts`
    await expect(moduleOf('UpstreamBody', target, writtenFor(source, target))).toMatchFileSnapshot(file)
  })

  it.each(Object.keys(TOKEN_COUNTING) as CountingDialect[])(
    'openai-chat for %s, to count its tokens',
    async (target) => {
      const file = `${import.meta.dirname}/fixtures/upstream/openai-chat-counted-for-${target}.ts`
      const body = countedFor('openai-chat', target)
      await expect(moduleOf('UpstreamCount', target, body)).toMatchFileSnapshot(file)
    },
  )
})
