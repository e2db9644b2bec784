import { z } from 'zod'
import { LOOKUP_ERRORS } from '../error-sets.ts'
import type { Operation, Parameter } from '../operation.ts'
import { activitySchema, ledgerSchema } from '../schemas/exports.ts'

const format: Parameter = {
  name: 'format',
  in: 'query',
  description: '`csv` answers a table (RFC 4180) instead of JSON; so does `accept: text/csv`.',
  schema: z.enum(['json', 'csv']),
}
const filter = (name: string, description: string, schema: z.ZodType = z.string()): Parameter => ({
  name,
  in: 'query',
  description,
  schema,
})
const day = z.iso.date()

export const readActivity: Operation = {
  route: 'GET /v1/activity',
  path: '/v1/activity',
  operationId: 'readActivity',
  tag: 'Account',
  summary: 'Usage by day, key and model',
  description:
    'What the account used on each day of UTC, by key and model: requests, tokens of each class, what they cost and what was charged. The sums are the wallet’s charges to the last nano-dollar.',
  dialect: 'openai-chat',
  parameters: [
    filter('from', 'The first day; 30 days in all unless told, 366 at most.', day),
    filter('to', 'The last day; today unless told.', day),
    filter('key_id', 'Only of this key.'),
    filter('model', 'Only of this model.'),
    format,
  ],
  answer: {
    description: 'The activity, oldest day first.',
    schema: activitySchema,
    example: {
      object: 'list',
      data: [
        {
          date: '2026-01-01',
          key_id: 'key_abc123',
          key_name: 'production',
          model: 'openai/gpt-4o',
          is_byok: false,
          requests: 12,
          input_tokens: 1_200,
          cache_read_tokens: 800,
          cache_write_tokens: 0,
          cache_write_1h_tokens: 0,
          audio_input_tokens: 0,
          image_input_tokens: 0,
          output_tokens: 640,
          reasoning_tokens: 0,
          audio_output_tokens: 0,
          image_output_tokens: 0,
          cost_usd: '0.0104',
          cost_nano_usd: '10400000',
          charged_usd: '0.0104',
          charged_nano_usd: '10400000',
        },
      ],
      from: '2026-01-01',
      to: '2026-01-30',
    },
  },
  errors: ['invalid_request', ...LOOKUP_ERRORS],
}

export const readLedger: Operation = {
  route: 'GET /v1/ledger',
  path: '/v1/ledger',
  operationId: 'readLedger',
  tag: 'Account',
  summary: 'Every entry of the ledger',
  description:
    'Every transaction of the account’s wallet, page by page: credit that was granted, and each generation that was charged, with the version of its price. As CSV all pages come in one answer unless `limit` is given.',
  dialect: 'openai-chat',
  parameters: [
    filter('after', 'The `last_id` of the page before.'),
    filter('order', '`desc` (the default) begins with the newest.', z.enum(['asc', 'desc'])),
    filter('limit', 'Up to 1,000; 100 unless told.', z.int().min(1).max(1_000)),
    filter('kind', 'Only of this kind.', z.enum(['grant', 'usage'])),
    filter('generation_id', 'Only the charge of this generation.'),
    format,
  ],
  answer: {
    description: 'One page.',
    schema: ledgerSchema,
    example: {
      object: 'list',
      data: [
        {
          id: 'txn_abc123',
          kind: 'usage',
          created_at: '2026-01-01T00:00:00.000Z',
          generation_id: 'chatcmpl-abc123',
          price_version: 'v1',
          reason: null,
          amount_usd: '-0.0001225',
          amount_nano_usd: '-122500',
          shortfall_usd: '0.00',
          shortfall_nano_usd: '0',
        },
      ],
      first_id: 'txn_abc123',
      last_id: 'txn_abc123',
      has_more: false,
    },
  },
  errors: ['invalid_request', ...LOOKUP_ERRORS, 'not_found'],
}
