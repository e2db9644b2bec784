import { GENERATION_ERRORS } from '../error-sets.ts'
import type { Operation } from '../operation.ts'
import {
  batchEmbedContentsRequestDescription,
  batchEmbedContentsResponseSchema,
  embedContentRequestDescription,
  embedContentResponseSchema,
  embeddingsRequestDescription,
  embeddingsSchema,
} from '../schemas/embeddings.ts'
import { MODEL_IN_PATH } from './gemini.ts'
import { geminiPython, openAiPython } from './samples.ts'

const VECTOR = [0.0125, -0.0353, 0.0716]

export const createEmbeddings: Operation = {
  route: 'POST /v1/embeddings',
  path: '/v1/embeddings',
  operationId: 'createEmbeddings',
  tag: 'Embeddings',
  summary: 'Create embeddings',
  description: `Turns texts into vectors. Use any model with \`embeddings\` among its output modalities. Lists of token numbers only go to providers with an OpenAI-compatible API.

The generation's id is in the answer and in the \`x-generation-id\` header.`,
  dialect: 'openai-chat',
  request: {
    schema: embeddingsRequestDescription,
    examples: {
      'Two texts': { model: 'openai/text-embedding-3-small', input: ['autumn leaves', 'winter snow'] },
      'A shorter vector': { model: 'openai/text-embedding-3-small', input: 'autumn leaves', dimensions: 256 },
    },
  },
  answer: {
    description: 'A vector for each input, in order.',
    schema: embeddingsSchema,
    example: {
      object: 'list',
      data: [
        { object: 'embedding', index: 0, embedding: VECTOR },
        { object: 'embedding', index: 1, embedding: VECTOR.toReversed() },
      ],
      model: 'openai/text-embedding-3-small',
      usage: { prompt_tokens: 4, total_tokens: 4, cost: 0.000_000_08 },
      id: 'emb-abc123',
    },
  },
  errors: GENERATION_ERRORS,
  samples: [
    openAiPython(`answer = client.embeddings.create(
    model="openai/text-embedding-3-small",
    input=["autumn leaves", "winter snow"],
)
print(len(answer.data[0].embedding))`),
  ],
}

const CONTENT = { parts: [{ text: 'autumn leaves' }] }
const USAGE = { promptTokenCount: 2, totalTokenCount: 2, cost: 0.000_000_3 }

export const embedContent: Operation = {
  route: 'POST /v1beta/*',
  path: '/v1beta/models/{provider}/{model}:embedContent',
  operationId: 'embedContent',
  tag: 'Embeddings',
  summary: 'Embed content',
  description: 'Creates one vector, in Google’s format.',
  dialect: 'gemini',
  parameters: MODEL_IN_PATH,
  request: { schema: embedContentRequestDescription, examples: { 'A text': { content: CONTENT } } },
  answer: {
    description: 'The vector.',
    schema: embedContentResponseSchema,
    example: { embedding: { values: VECTOR }, usageMetadata: USAGE },
  },
  errors: GENERATION_ERRORS,
}

export const batchEmbedContents: Operation = {
  route: 'POST /v1beta/*',
  path: '/v1beta/models/{provider}/{model}:batchEmbedContents',
  operationId: 'batchEmbedContents',
  tag: 'Embeddings',
  summary: 'Embed several contents',
  description: 'Creates several vectors, in Google’s format. Google’s SDKs call this operation.',
  dialect: 'gemini',
  parameters: MODEL_IN_PATH,
  request: {
    schema: batchEmbedContentsRequestDescription,
    examples: { 'Two texts': { requests: [{ content: CONTENT }, { content: CONTENT }] } },
  },
  answer: {
    description: 'A vector for each request, in order.',
    schema: batchEmbedContentsResponseSchema,
    example: { embeddings: [{ values: VECTOR }, { values: VECTOR }], usageMetadata: USAGE },
  },
  errors: GENERATION_ERRORS,
  samples: [
    geminiPython(`answer = client.models.embed_content(
    model="google/gemini-embedding-001",
    contents=["autumn leaves", "winter snow"],
)
print(answer.embeddings[0].values)`),
  ],
}
