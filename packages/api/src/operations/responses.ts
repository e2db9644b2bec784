import { COUNTING } from './counting.ts'
import { COUNT_ERRORS, GENERATION_ERRORS } from '../error-sets.ts'
import type { Operation } from '../operation.ts'
import {
  inputTokensSchema,
  responseEventSchema,
  responseRequestSchema,
  responseSchema,
} from '../schemas/responses.ts'
import { openAiJavaScript, openAiPython } from './samples.ts'

export const createResponse: Operation = {
  route: 'POST /v1/responses',
  path: '/v1/responses',
  operationId: 'createResponse',
  tag: 'Generations',
  summary: 'Create a response',
  description:
    'OpenAI’s Responses API, for every model. Read the convenience field `output_text`, or the items of `output`.',
  dialect: 'openai-responses',
  request: {
    schema: responseRequestSchema,
    examples: {
      'A short answer': {
        model: 'openai/gpt-4o',
        input: 'Write a one-line bedtime story about a robot.',
      },
      'A conversation': {
        model: 'openai/gpt-4o',
        instructions: 'You are a concise assistant.',
        input: [
          { role: 'user', content: 'Name a primary color.' },
          { role: 'assistant', content: 'Red.' },
          { role: 'user', content: 'Another.' },
        ],
        stream: true,
      },
    },
  },
  answer: {
    description: 'The response.',
    schema: responseSchema,
    example: {
      id: 'resp_abc123',
      object: 'response',
      created_at: 1_730_000_000,
      model: 'openai/gpt-4o',
      status: 'completed',
      output_text: 'The little robot dreamed in soft blue circuits until morning.',
      output: [
        {
          type: 'message',
          role: 'assistant',
          content: [{ type: 'output_text', text: 'The little robot dreamed…' }],
        },
      ],
      usage: { input_tokens: 14, output_tokens: 16, total_tokens: 30, cost: 0.000_195 },
    },
  },
  stream: {
    description: 'With `"stream": true`: OpenAI’s events; the last is `response.completed`.',
    event: responseEventSchema,
    example: [
      'event: response.output_text.delta\ndata: {"type":"response.output_text.delta","sequence_number":4,"item_id":"msg_1","output_index":0,"content_index":0,"delta":"The little"}',
      'event: response.completed\ndata: {"type":"response.completed","sequence_number":9,"response":{"id":"resp_abc123","object":"response","model":"openai/gpt-4o","status":"completed","output":[]}}',
      '',
    ].join('\n\n'),
  },
  errors: [...GENERATION_ERRORS, 'storage_quota_exceeded'],
  samples: [
    openAiPython(`response = client.responses.create(
    model="openai/gpt-4o",
    input="Write a one-line bedtime story about a robot.",
)
print(response.output_text)`),
    openAiJavaScript(`const response = await client.responses.create({
  model: 'openai/gpt-4o',
  input: 'Write a one-line bedtime story about a robot.',
})
console.log(response.output_text)`),
  ],
}

export const countInputTokens: Operation = {
  route: 'POST /v1/responses/input_tokens',
  path: '/v1/responses/input_tokens',
  operationId: 'countInputTokens',
  tag: 'Generations',
  summary: 'Count a response’s input tokens',
  description: `How many input tokens a response would have, including the conversation before it. ${COUNTING}`,
  dialect: 'openai-responses',
  request: {
    schema: responseRequestSchema,
    examples: { 'A short question': { model: 'openai/gpt-4o', input: 'Why is the sky blue?' } },
  },
  answer: {
    description: 'The count.',
    schema: inputTokensSchema,
    example: { object: 'response.input_tokens', input_tokens: 13 },
  },
  errors: COUNT_ERRORS,
}
