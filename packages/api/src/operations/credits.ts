import { LOOKUP_ERRORS } from '../error-sets.ts'
import type { Operation } from '../operation.ts'
import { creditsSchema } from '../schemas/account.ts'

export const readCredits: Operation = {
  route: 'GET /v1/credits',
  path: '/v1/credits',
  operationId: 'readCredits',
  tag: 'Account',
  summary: 'Remaining balance',
  description:
    'The credit granted to the account and what it has spent, including every answer that has ended.',
  dialect: 'openai-chat',
  answer: {
    description: 'The balance.',
    schema: creditsSchema,
    example: { data: { total_credits: 50, total_usage: 12.34 } },
  },
  errors: LOOKUP_ERRORS,
}
