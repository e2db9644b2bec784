import { LOOKUP_ERRORS } from '../error-sets.ts'
import type { Operation } from '../operation.ts'
import { keySchema } from '../schemas/account.ts'

export const readKey: Operation = {
  route: 'GET /v1/key',
  path: '/v1/key',
  operationId: 'readKey',
  tag: 'Account',
  summary: 'The key in use',
  description: 'What the key of this request may do, and what it has spent.',
  dialect: 'openai-chat',
  answer: {
    description: 'The key.',
    schema: keySchema,
    example: {
      data: {
        id: 'key_abc123',
        label: 'sk-getgpt-ab…wxyz',
        name: 'production',
        usage: 12.34,
        usage_daily: 0.5,
        usage_monthly: 4.2,
        limit: 100,
        limit_remaining: 87.66,
        allowed_models: null,
        rate_limit: { requests_per_minute: 600, tokens_per_minute: null },
        expires_at: null,
        created_at: '2026-01-01T00:00:00.000Z',
      },
    },
  },
  errors: LOOKUP_ERRORS,
}
