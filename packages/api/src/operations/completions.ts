import { GENERATION_ERRORS } from '../error-sets.ts'
import type { Operation } from '../operation.ts'
import {
  completionRequestDescription,
  completionSchema,
  moderationRequestDescription,
  moderationSchema,
} from '../schemas/completions.ts'

export const createCompletion: Operation = {
  route: 'POST /v1/completions',
  path: '/v1/completions',
  operationId: 'createCompletion',
  tag: 'Generations',
  summary: 'Create a completion (legacy)',
  description:
    'Continues a text. Works only with models whose provider still has this endpoint; others return 400. Use chat completions in new programs.',
  dialect: 'openai-chat',
  request: {
    schema: completionRequestDescription,
    examples: {
      'A short text': { model: 'openai/gpt-3.5-turbo-instruct', prompt: 'Once upon a time', max_tokens: 20 },
    },
  },
  answer: {
    description: 'The text.',
    schema: completionSchema,
    example: {
      id: 'cmpl-abc123',
      object: 'text_completion',
      created: 1_730_000_000,
      model: 'openai/gpt-3.5-turbo-instruct',
      choices: [{ index: 0, text: ', in a quiet village,', finish_reason: 'length' }],
      usage: { prompt_tokens: 4, completion_tokens: 6, total_tokens: 10, cost: 0.000_018 },
    },
  },
  stream: {
    description: 'With `"stream": true`: chunks of the text, then `data: [DONE]`.',
    event: completionSchema,
    example: [
      'data: {"id":"cmpl-abc","object":"text_completion","model":"openai/gpt-3.5-turbo-instruct","choices":[{"index":0,"text":", in a","finish_reason":null}]}',
      'data: {"id":"cmpl-abc","object":"text_completion","model":"openai/gpt-3.5-turbo-instruct","choices":[{"index":0,"text":"","finish_reason":"length"}],"usage":{"prompt_tokens":4,"completion_tokens":6,"total_tokens":10,"cost":0.000018}}',
      'data: [DONE]',
      '',
    ].join('\n\n'),
  },
  errors: GENERATION_ERRORS,
}

export const createModeration: Operation = {
  route: 'POST /v1/moderations',
  path: '/v1/moderations',
  operationId: 'createModeration',
  tag: 'Generations',
  summary: 'Create a moderation',
  description:
    'Checks whether texts violate a provider’s rules. Works only with models whose provider has this endpoint; others return 400.',
  dialect: 'openai-chat',
  request: {
    schema: moderationRequestDescription,
    examples: { 'A text': { model: 'openai/omni-moderation-latest', input: 'I want to hug them.' } },
  },
  answer: {
    description: 'A result for each input.',
    schema: moderationSchema,
    example: {
      id: 'modr-abc123',
      model: 'openai/omni-moderation-latest',
      results: [{ flagged: false, categories: { violence: false }, category_scores: { violence: 0.0001 } }],
      usage: { prompt_tokens: 6, total_tokens: 6, cost: 0 },
    },
  },
  errors: GENERATION_ERRORS,
}
