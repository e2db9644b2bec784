import { z } from 'zod'
import { COUNTING } from './counting.ts'
import { COUNT_ERRORS, GENERATION_ERRORS } from '../error-sets.ts'
import type { Operation, Parameter } from '../operation.ts'
import { EXAMPLE_ORIGIN } from '../placeholders.ts'
import {
  countTokensRequestSchema,
  messageEventSchema,
  messageRequestSchema,
  messageSchema,
  tokenCountSchema,
} from '../schemas/messages.ts'

const VERSION: Parameter = {
  name: 'anthropic-version',
  in: 'header',
  description: 'The version of Anthropic’s API; passed on to Anthropic.',
  schema: z.string(),
  example: '2023-06-01',
}

export const createMessage: Operation = {
  route: 'POST /v1/messages',
  path: '/v1/messages',
  operationId: 'createMessage',
  tag: 'Generations',
  summary: 'Create a message',
  description:
    'Anthropic’s Messages API, for every model. The answer’s `content` is a list of typed blocks. Give Anthropic’s SDKs the gateway’s address without `/v1`.',
  dialect: 'anthropic-messages',
  parameters: [VERSION],
  request: {
    schema: messageRequestSchema,
    examples: {
      'A short answer': {
        model: 'anthropic/claude-sonnet-5.5',
        max_tokens: 256,
        messages: [{ role: 'user', content: 'Hello, Claude!' }],
      },
      'With tools': {
        model: 'anthropic/claude-sonnet-5.5',
        max_tokens: 256,
        messages: [{ role: 'user', content: 'What is the weather in Paris?' }],
        tools: [
          {
            name: 'get_weather',
            description: 'Get the current weather for a city',
            input_schema: {
              type: 'object',
              properties: { city: { type: 'string' } },
              required: ['city'],
            },
          },
        ],
      },
    },
  },
  answer: {
    description: 'The message.',
    schema: messageSchema,
    example: {
      id: 'msg_abc123',
      type: 'message',
      role: 'assistant',
      model: 'anthropic/claude-sonnet-5.5',
      content: [{ type: 'text', text: 'Hello! How can I help you today?' }],
      stop_reason: 'end_turn',
      stop_sequence: null,
      usage: { input_tokens: 10, output_tokens: 12, cost: 0.000_21 },
    },
  },
  stream: {
    description: 'With `"stream": true`: Anthropic’s events, from `message_start` to `message_stop`.',
    event: messageEventSchema,
    example: [
      'event: content_block_delta\ndata: {"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"Hello!"}}',
      'event: message_delta\ndata: {"type":"message_delta","delta":{"stop_reason":"end_turn","stop_sequence":null},"usage":{"output_tokens":12}}',
      'event: message_stop\ndata: {"type":"message_stop"}',
      '',
    ].join('\n\n'),
  },
  errors: GENERATION_ERRORS,
  samples: [
    {
      label: 'Python',
      language: 'python',
      source: `import os
from anthropic import Anthropic

client = Anthropic(api_key=os.environ["GPTGET_API_KEY"], base_url="${EXAMPLE_ORIGIN}")

message = client.messages.create(
    model="anthropic/claude-sonnet-5.5",
    max_tokens=256,
    messages=[{"role": "user", "content": "Hello, Claude!"}],
)
print(message.content[0].text)`,
    },
    {
      label: 'JavaScript',
      language: 'javascript',
      source: `import Anthropic from '@anthropic-ai/sdk'

const client = new Anthropic({ apiKey: process.env.GPTGET_API_KEY, baseURL: '${EXAMPLE_ORIGIN}' })

const message = await client.messages.create({
  model: 'anthropic/claude-sonnet-5.5',
  max_tokens: 256,
  messages: [{ role: 'user', content: 'Hello, Claude!' }],
})
console.log(message.content[0].text)`,
    },
  ],
}

export const countMessageTokens: Operation = {
  route: 'POST /v1/messages/count_tokens',
  path: '/v1/messages/count_tokens',
  operationId: 'countMessageTokens',
  tag: 'Generations',
  summary: 'Count a message’s tokens',
  description: `How many tokens a request would have. ${COUNTING}`,
  dialect: 'anthropic-messages',
  parameters: [VERSION],
  request: {
    schema: countTokensRequestSchema,
    examples: {
      'A short question': {
        model: 'anthropic/claude-sonnet-5.5',
        messages: [{ role: 'user', content: 'Hello, Claude!' }],
      },
    },
  },
  answer: { description: 'The count.', schema: tokenCountSchema, example: { input_tokens: 10 } },
  errors: COUNT_ERRORS,
}
