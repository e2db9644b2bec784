import { GENERATION_ERRORS } from '../error-sets.ts'
import type { Operation } from '../operation.ts'
import { chatChunkSchema, chatCompletionSchema, chatRequestSchema } from '../schemas/chat-completions.ts'
import { openAiJavaScript, openAiPython } from './samples.ts'

export const createChatCompletion: Operation = {
  route: 'POST /v1/chat/completions',
  path: '/v1/chat/completions',
  operationId: 'createChatCompletion',
  tag: 'Generations',
  summary: 'Create a chat completion',
  description: `The OpenAI-compatible endpoint: send a list of messages, receive an answer. Fields that are not listed here are passed on to providers with an OpenAI-compatible API.

With a \`computer_id\`, the model uses that computer until the task is done. \`POST /v1/computers/{id}/runs\` lists the additional fields.

The \`id\` of the answer is also in the \`x-generation-id\` header. Once the answer has ended, look up its cost at \`/v1/generation?id=…\`.`,
  dialect: 'openai-chat',
  request: {
    schema: chatRequestSchema,
    examples: {
      'A short answer': {
        model: 'anthropic/claude-sonnet-5.5',
        messages: [
          { role: 'system', content: 'You are a concise assistant.' },
          { role: 'user', content: 'Name three primary colors.' },
        ],
        temperature: 0.7,
      },
      'As a stream': {
        model: 'openai/gpt-4o',
        stream: true,
        messages: [{ role: 'user', content: 'Write a haiku about the sea.' }],
      },
      'With tools': {
        model: 'openai/gpt-4o',
        messages: [{ role: 'user', content: 'What is the weather in Paris?' }],
        tools: [
          {
            type: 'function',
            function: {
              name: 'get_weather',
              description: 'Get the current weather for a city',
              parameters: {
                type: 'object',
                properties: { city: { type: 'string' } },
                required: ['city'],
              },
            },
          },
        ],
        tool_choice: 'auto',
      },
      'A picture, answered in JSON': {
        model: 'openai/gpt-4o',
        messages: [
          {
            role: 'user',
            content: [
              { type: 'text', text: 'What is in this image?' },
              { type: 'image_url', image_url: { url: 'https://example.com/cat.jpg' } },
            ],
          },
        ],
        response_format: { type: 'json_object' },
      },
    },
  },
  answer: {
    description: 'The answer.',
    schema: chatCompletionSchema,
    example: {
      id: 'chatcmpl-abc123',
      object: 'chat.completion',
      created: 1_730_000_000,
      model: 'anthropic/claude-sonnet-5.5',
      choices: [
        {
          index: 0,
          message: { role: 'assistant', content: 'Red, blue, and yellow.' },
          finish_reason: 'stop',
        },
      ],
      usage: { prompt_tokens: 21, completion_tokens: 7, total_tokens: 28, cost: 0.000168 },
    },
  },
  stream: {
    description: 'With `"stream": true`: chunks of the answer, then `data: [DONE]`.',
    event: chatChunkSchema,
    example: [
      'data: {"id":"chatcmpl-abc","object":"chat.completion.chunk","choices":[{"delta":{"role":"assistant"},"index":0}]}',
      'data: {"id":"chatcmpl-abc","object":"chat.completion.chunk","choices":[{"delta":{"content":"Hello"},"index":0}]}',
      'data: {"id":"chatcmpl-abc","object":"chat.completion.chunk","choices":[{"delta":{},"index":0,"finish_reason":"stop"}],"usage":{"prompt_tokens":21,"completion_tokens":2,"total_tokens":23,"cost":0.000093}}',
      'data: [DONE]',
      '',
    ].join('\n\n'),
  },
  errors: GENERATION_ERRORS,
  samples: [
    openAiPython(`stream = client.chat.completions.create(
    model="openai/gpt-4o",
    messages=[{"role": "user", "content": "Hello!"}],
    stream=True,
)
for chunk in stream:
    if chunk.choices and chunk.choices[0].delta.content:
        print(chunk.choices[0].delta.content, end="", flush=True)`),
    openAiJavaScript(`const completion = await client.chat.completions.create({
  model: 'anthropic/claude-sonnet-5.5',
  messages: [{ role: 'user', content: 'Hello!' }],
})
console.log(completion.choices[0].message.content)`),
  ],
}
