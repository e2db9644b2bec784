import { ACTIVITY_COLUMNS, EXPORTED_UNITS, LEDGER_COLUMNS, printCsv } from '@gptget/money'
import { LOOKUP_ERRORS } from '../error-sets.ts'
import type { Operation } from '../operation.ts'
import { activityQuerySchema, activitySchema, ledgerQuerySchema, ledgerSchema } from '../schemas/exports.ts'

const ACTIVITY = {
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
  ...Object.fromEntries(EXPORTED_UNITS.map((unit) => [unit, 0])),
}

const LEDGER_ENTRY = {
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
  charge_id: 'chatcmpl-abc123',
  model: 'openai/gpt-4o',
  key_id: 'key_abc123',
}

export const readActivity: Operation = {
  route: 'GET /v1/activity',
  path: '/v1/activity',
  operationId: 'readActivity',
  tag: 'Account',
  summary: 'Usage by day, key and model',
  description:
    'The usage of the account per day (UTC), key and model: requests, tokens of each class and every other unit, their cost and what was charged. The sums match the wallet’s charges to the nano-dollar.',
  dialect: 'openai-chat',
  query: activityQuerySchema,
  answer: {
    description: 'The activity, oldest day first.',
    schema: activitySchema,
    example: {
      object: 'list',
      data: [ACTIVITY],
      from: '2026-01-01',
      to: '2026-01-30',
    },
    csv: printCsv([ACTIVITY], ACTIVITY_COLUMNS, true),
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
    'Every transaction of the account’s wallet, page by page: each grant of credit, and each charge with the version of its price. A CSV contains all pages unless `limit` is given.',
  dialect: 'openai-chat',
  query: ledgerQuerySchema,
  answer: {
    description: 'A page of entries.',
    schema: ledgerSchema,
    example: {
      object: 'list',
      data: [LEDGER_ENTRY],
      first_id: 'txn_abc123',
      last_id: 'txn_abc123',
      has_more: false,
    },
    csv: printCsv([LEDGER_ENTRY], LEDGER_COLUMNS, true),
  },
  errors: ['invalid_request', ...LOOKUP_ERRORS, 'not_found'],
}
