import { z } from 'zod'
import { LOOKUP_ERRORS } from '../error-sets.ts'
import type { Operation } from '../operation.ts'
import {
  deletedByokKeySchema,
  byokKeyListSchema,
  byokKeyRequestSchema,
  byokKeySchema,
} from '../schemas/byok.ts'

const EXAMPLE = {
  id: 'byok_abc123',
  object: 'byok_key',
  provider: 'openai',
  name: 'our OpenAI account',
  label: 'sk-p…wxyz',
  created_at: '2026-01-01T00:00:00.000Z',
}

export const listByokKeys: Operation = {
  route: 'GET /v1/byok',
  path: '/v1/byok',
  operationId: 'listByokKeys',
  tag: 'Account',
  summary: 'List your own provider keys',
  description: 'The provider keys stored for the account. The secrets are never shown again.',
  dialect: 'openai-chat',
  answer: {
    description: 'The keys.',
    schema: byokKeyListSchema,
    example: { object: 'list', data: [EXAMPLE] },
  },
  errors: LOOKUP_ERRORS,
}

export const storeByokKey: Operation = {
  route: 'POST /v1/byok',
  path: '/v1/byok',
  operationId: 'storeByokKey',
  tag: 'Account',
  summary: 'Store your own provider key',
  description:
    'Stores your own key for a provider, encrypted. It replaces the previous one. Requests from the account to that provider’s models use it first and cost only the platform’s fee: `usage.is_byok` is true, and `usage.cost_details.upstream_inference_cost` is what the provider charges you at list price. If your key fails, other routes serve the model at their price, unless `provider.allow_fallbacks` is false or the credit does not cover them.',
  dialect: 'openai-chat',
  request: {
    schema: byokKeyRequestSchema,
    examples: { 'An OpenAI key': { provider: 'openai', api_key: 'sk-proj-…', name: 'our OpenAI account' } },
  },
  answer: {
    description: 'The stored key, without its secret.',
    schema: byokKeySchema,
    example: EXAMPLE,
  },
  errors: ['invalid_request', 'request_too_large', ...LOOKUP_ERRORS],
}

export const deleteByokKey: Operation = {
  route: 'DELETE /v1/byok/:id',
  path: '/v1/byok/{id}',
  operationId: 'deleteByokKey',
  tag: 'Account',
  summary: 'Delete your own provider key',
  description: 'Deletes a stored key permanently. Later requests use the platform’s key.',
  dialect: 'openai-chat',
  parameters: [
    {
      name: 'id',
      in: 'path',
      isRequired: true,
      description: 'The id of the stored key.',
      schema: z.string(),
      example: 'byok_abc123',
    },
  ],
  answer: {
    description: 'Confirms that it is deleted.',
    schema: deletedByokKeySchema,
    example: { id: 'byok_abc123', object: 'byok_key', deleted: true },
  },
  errors: [...LOOKUP_ERRORS, 'not_found'],
}
