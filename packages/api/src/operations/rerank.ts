import { GENERATION_ERRORS } from '../error-sets.ts'
import type { Operation } from '../operation.ts'
import { rerankRequestDescription, rerankSchema } from '../schemas/rerank.ts'

export const createRanks: Operation = {
  route: 'POST /v1/rerank',
  path: '/v1/rerank',
  operationId: 'createRanks',
  tag: 'Embeddings',
  summary: 'Rank documents',
  description:
    'Ranks documents by their relevance to a query. Use any model with `rerank` among its output modalities. Clients of Cohere, Jina and Voyage work with all of these models; `/v2/rerank` is the same for Cohere’s SDK. A price per request applies to every 100 documents.',
  dialect: 'openai-chat',
  request: {
    schema: rerankRequestDescription,
    examples: {
      'Three texts': {
        model: 'cohere/rerank-v3.5',
        query: 'What is the capital of France?',
        documents: ['Berlin is in Germany.', 'Paris is the capital of France.', 'Bread is baked.'],
        top_n: 2,
      },
    },
  },
  answer: {
    description: 'The best documents, best first.',
    schema: rerankSchema,
    example: {
      id: 'rerank-abc123',
      object: 'list',
      model: 'cohere/rerank-v3.5',
      usage: { total_tokens: 34, cost: 0.002 },
      results: [
        { index: 1, relevance_score: 0.98 },
        { index: 0, relevance_score: 0.12 },
      ],
      meta: { api_version: { version: '2' }, billed_units: { search_units: 1 } },
    },
  },
  errors: GENERATION_ERRORS,
}
