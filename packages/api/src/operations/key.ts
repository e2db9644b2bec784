import { LOOKUP_ERRORS } from '../error-sets.ts'
import type { Operation } from '../operation.ts'
import { keySchema } from '../schemas/account.ts'

export const readKey: Operation = {
  route: 'GET /v1/key',
  path: '/v1/key',
  operationId: 'readKey',
  tag: 'Account',
  summary: 'The key in use',
  description:
    'What the key of this request may do, what it has spent, and the state of each of its limits. Days and months are in UTC. A request that exceeds a limit is refused, with 402 for credit, and with 429 and `retry-after` for requests or tokens per minute. The error has `metadata.limit_source`, what is left, and `metadata.reset_at`.',
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
        usage_weekly: 2.5,
        usage_monthly: 4.2,
        limit: 100,
        limit_remaining: 87.66,
        allowed_models: null,
        limit_reset: null,
        rate_limit: {
          requests_per_minute: 600,
          tokens_per_minute: null,
          interval: '1m',
          requests: 600,
          note: 'The key’s own limit; `limits` has all of them.',
        },
        limits: [
          {
            source: 'key_credit_limit_per_day',
            unit: 'usd',
            limit: 5,
            used: 0.5,
            remaining: 4.5,
            reset_at: '2026-01-02T00:00:00.000Z',
          },
          {
            source: 'account_requests_per_minute',
            unit: 'requests',
            limit: 600,
            used: 12,
            remaining: 588,
            reset_at: '2026-01-01T12:01:00.000Z',
          },
        ],
        byok_usage: 0,
        byok_usage_daily: 0,
        byok_usage_weekly: 0,
        byok_usage_monthly: 0,
        include_byok_in_limit: false,
        allowed_data_regions: ['global'],
        free_model_daily_requests: { limit: 0, used: 0, remaining: 0 },
        is_free_tier: false,
        is_management_key: false,
        is_provisioning_key: false,
        creator_user_id: null,
        organization_id: null,
        workspace_id: null,
        expires_at: null,
        created_at: '2026-01-01T00:00:00.000Z',
      },
    },
  },
  errors: LOOKUP_ERRORS,
}
