import { googleModelsQuerySchema } from '../schemas/models.ts'
import { z } from 'zod'
import { COUNTING } from './counting.ts'
import { COUNT_ERRORS, GENERATION_ERRORS, LOOKUP_ERRORS } from '../error-sets.ts'
import type { Operation, Parameter } from '../operation.ts'
import {
  countTokensRequestSchema,
  geminiModelListSchema,
  geminiModelSchema,
  generateContentChunksSchema,
  generateContentRequestSchema,
  generateContentResponseSchema,
  streamQuerySchema,
  tokenTotalSchema,
} from '../schemas/gemini.ts'
import { geminiJavaScript, geminiPython } from './samples.ts'

/** A model’s id in Google’s paths. */
export const MODEL_IN_PATH: readonly Parameter[] = [
  {
    name: 'provider',
    in: 'path',
    isRequired: true,
    description: 'The part of the model’s id before the slash.',
    schema: z.string(),
    example: 'google',
  },
  {
    name: 'model',
    in: 'path',
    isRequired: true,
    description: 'The part after the slash. The slash may be sent as is or as `%2F`.',
    schema: z.string(),
    example: 'gemini-3.8-flash',
  },
]

const ANSWER = {
  candidates: [
    {
      content: { parts: [{ text: 'Crisp leaves drift downward / …' }], role: 'model' },
      finishReason: 'STOP',
      index: 0,
    },
  ],
  usageMetadata: { promptTokenCount: 8, candidatesTokenCount: 17, totalTokenCount: 25 },
  modelVersion: 'google/gemini-3.8-flash',
  responseId: 'gen-abc123',
}

export const generateContent: Operation = {
  route: 'POST /v1beta/*',
  path: '/v1beta/models/{provider}/{model}:generateContent',
  operationId: 'generateContent',
  tag: 'Generations',
  summary: 'Generate content',
  description:
    'Google’s native API, for every model. Fields may be in camelCase or snake_case. Give Google’s SDKs the gateway’s address without `/v1beta`.',
  dialect: 'gemini',
  parameters: MODEL_IN_PATH,
  request: {
    schema: generateContentRequestSchema,
    examples: {
      'A short answer': {
        contents: [{ parts: [{ text: 'Write a haiku about autumn.' }] }],
      },
      'JSON that matches a schema': {
        contents: [{ role: 'user', parts: [{ text: 'Name a city in France.' }] }],
        generationConfig: {
          responseMimeType: 'application/json',
          responseSchema: { type: 'OBJECT', properties: { city: { type: 'STRING' } } },
        },
      },
    },
  },
  answer: { description: 'The answer.', schema: generateContentResponseSchema, example: ANSWER },
  errors: GENERATION_ERRORS,
  samples: [
    geminiPython(`response = client.models.generate_content(
    model="google/gemini-3.8-flash",
    contents="Write a haiku about autumn.",
)
print(response.text)`),
    geminiJavaScript(`const response = await ai.models.generateContent({
  model: 'google/gemini-3.8-flash',
  contents: 'Write a haiku about autumn.',
})
console.log(response.text)`),
  ],
}

export const streamGenerateContent: Operation = {
  route: 'POST /v1beta/*',
  path: '/v1beta/models/{provider}/{model}:streamGenerateContent',
  operationId: 'streamGenerateContent',
  tag: 'Generations',
  summary: 'Generate content as a stream',
  description: 'Like `generateContent`, but streamed.',
  dialect: 'gemini',
  parameters: MODEL_IN_PATH,
  query: streamQuerySchema,
  request: {
    schema: generateContentRequestSchema,
    examples: { 'A story': { contents: [{ parts: [{ text: 'Tell me a story.' }] }] } },
  },
  answer: {
    description: 'A JSON array of chunks, sent one by one.',
    schema: generateContentChunksSchema,
    example: [{ candidates: [{ content: { parts: [{ text: 'Once' }], role: 'model' }, index: 0 }] }, ANSWER],
  },
  stream: {
    description: 'With `alt=sse`: each chunk as an event.',
    event: generateContentResponseSchema,
    example: [
      'data: {"candidates":[{"content":{"parts":[{"text":"Once"}],"role":"model"},"index":0}],"responseId":"gen-abc123"}',
      'data: {"candidates":[{"content":{"parts":[{"text":""}],"role":"model"},"finishReason":"STOP","index":0}],"usageMetadata":{"promptTokenCount":8,"candidatesTokenCount":17,"totalTokenCount":25},"responseId":"gen-abc123"}',
      '',
    ].join('\n\n'),
  },
  errors: GENERATION_ERRORS,
  samples: [
    geminiJavaScript(`const stream = await ai.models.generateContentStream({
  model: 'google/gemini-3.8-flash',
  contents: 'Tell me a story.',
})
for await (const chunk of stream) process.stdout.write(chunk.text ?? '')`),
  ],
}

export const countGeminiTokens: Operation = {
  route: 'POST /v1beta/*',
  path: '/v1beta/models/{provider}/{model}:countTokens',
  operationId: 'countGeminiTokens',
  tag: 'Generations',
  summary: 'Count tokens of content',
  description: `How many tokens a request would have. ${COUNTING}`,
  dialect: 'gemini',
  parameters: MODEL_IN_PATH,
  request: {
    schema: countTokensRequestSchema,
    examples: { 'A short text': { contents: [{ parts: [{ text: 'Write a haiku about autumn.' }] }] } },
  },
  answer: { description: 'The count.', schema: tokenTotalSchema, example: { totalTokens: 8 } },
  errors: COUNT_ERRORS,
}

const MODEL_EXAMPLE = {
  name: 'models/google/gemini-3.8-flash',
  baseModelId: 'google/gemini-3.8-flash',
  version: 'google/gemini-3.8-flash',
  displayName: 'Gemini 2.5 Pro',
  description: '',
  inputTokenLimit: 1_048_576,
  outputTokenLimit: 65_536,
  supportedGenerationMethods: ['generateContent', 'streamGenerateContent', 'countTokens'],
}

export const listGeminiModels: Operation = {
  route: 'GET /v1beta/models',
  path: '/v1beta/models',
  operationId: 'listGeminiModels',
  tag: 'Models',
  summary: 'List models in Google’s format',
  description: 'The available models, as Google’s SDKs expect them.',
  dialect: 'gemini',
  query: googleModelsQuerySchema,
  answer: {
    description: 'The models.',
    schema: geminiModelListSchema,
    example: { models: [MODEL_EXAMPLE] },
  },
  errors: LOOKUP_ERRORS,
}

export const readGeminiModel: Operation = {
  route: 'GET /v1beta/models/:id{.+}',
  path: '/v1beta/models/{provider}/{model}',
  operationId: 'readGeminiModel',
  tag: 'Models',
  summary: 'Retrieve a model in Google’s format',
  description: 'One model by its id.',
  dialect: 'gemini',
  parameters: MODEL_IN_PATH,
  answer: { description: 'The model.', schema: geminiModelSchema, example: MODEL_EXAMPLE },
  errors: [...LOOKUP_ERRORS, 'model_not_found'],
}
