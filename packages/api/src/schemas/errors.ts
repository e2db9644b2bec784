import { ERRORS } from '@gptget/errors'
import type { Dialect } from '@gptget/contracts'
import type { ErrorCode } from '@gptget/errors'
import { z } from 'zod'

const rows = Object.values(ERRORS)
const oneOf = (words: readonly string[]) => z.enum([...new Set(words)])

const message = z.string().describe('What went wrong and what to do about it, for people.')
const errorType = z.enum(Object.keys(ERRORS) as ErrorCode[]).describe('The error code, for programs.')
const param = z.string().describe('The field of the request that is wrong: `messages[0].role`.')
const metadata = z.record(z.string(), z.unknown()).describe('More details.')

const openAiError = z
  .strictObject({
    error: z.strictObject({
      message,
      type: oneOf(rows.map(({ type }) => type)).describe('The class of failure.'),
      code: z.int().describe('The HTTP status again.'),
      error_type: errorType,
      param: param.optional(),
      metadata: metadata.optional(),
    }),
  })
  .meta({ id: 'Error', description: 'A failure, in OpenAI’s envelope.' })

const anthropicError = z
  .strictObject({
    type: z.literal('error'),
    error: z.strictObject({
      type: oneOf(rows.map(({ anthropic }) => anthropic)).describe('Anthropic’s class of failure.'),
      message,
      error_type: errorType,
      param: param.optional(),
      metadata: metadata.optional(),
    }),
    request_id: z.string().optional(),
  })
  .meta({ id: 'AnthropicError', description: 'A failure, in Anthropic’s envelope.' })

const geminiError = z
  .strictObject({
    error: z.strictObject({
      code: z.int().describe('The HTTP status again.'),
      message,
      status: oneOf(rows.map(({ google }) => google)).describe('Google’s class of failure.'),
      details: z.array(
        z.strictObject({
          '@type': z.literal('type.googleapis.com/google.rpc.ErrorInfo'),
          reason: z.string().describe('The error code, in capitals.'),
          domain: z.string(),
          metadata: z.record(z.string(), z.string()).optional(),
        }),
      ),
    }),
  })
  .meta({ id: 'GeminiError', description: 'A failure, in Google’s envelope.' })

/** The format of a failure in each dialect. */
export const ERROR_SCHEMAS: Record<Dialect, z.ZodType> = {
  'openai-chat': openAiError,
  'openai-responses': openAiError,
  'anthropic-messages': anthropicError,
  gemini: geminiError,
}

/** An example message of each error. */
export const ERROR_EXAMPLES: Record<ErrorCode, string> = {
  invalid_request: 'messages: expected an array, received a string.',
  context_length_exceeded: 'The prompt is longer than the model’s context of 8192 tokens.',
  unsupported_parameter: 'No provider of this model supports "logprobs".',
  content_policy_violation: 'The provider refused the prompt for its content.',
  missing_api_key: 'No API key provided.',
  invalid_api_key: 'Invalid API key provided.',
  expired_api_key: 'This API key expired at 2026-01-01T00:00:00.000Z. Use another one.',
  revoked_api_key: 'This API key was revoked. Use another one.',
  insufficient_credits: 'Not enough credits to complete the request.',
  key_limit_exceeded: 'This API key has reached its own credit limit.',
  account_limit_exceeded: 'The account has spent its credit limit of this day.',
  provider_key_refused: 'OpenAI refused the key that is stored for this account.',
  permission_denied: 'This needs a management key.',
  model_not_allowed: 'This API key may not use the model "openai/gpt-4o".',
  not_found: 'There is no generation "chatcmpl-abc123".',
  model_not_found: 'There is no model "openai/gpt-x". Did you mean "openai/gpt-5"?',
  model_not_configured: 'No provider of "openai/gpt-4o" has a key here. Set OPENAI_API_KEY.',
  conflict: 'Idempotency-Key: this key was used for another request.',
  content_expired: 'The content of "img_abc123" has expired and was removed.',
  storage_quota_exceeded:
    'The responses and conversations of this account take all of the 1073741824 bytes that may be stored. Delete some, or send "store": false.',
  answer_gone: 'The answer is no longer stored.',
  model_retired: 'The model "openai/gpt-4" was retired on 2026-10-23. Use "openai/gpt-5.6-sol" instead.',
  request_too_large: 'The request body is larger than 50 MiB.',
  rate_limit_exceeded: 'The key’s limit of 60 requests per minute is reached.',
  provider_rate_limited: 'Every provider of this model is limiting requests at the moment.',
  internal: 'Something went wrong on our side. It is safe to retry.',
  provider_unavailable: 'Every provider of this model failed.',
  method_not_allowed: '/v1/models supports GET, not POST.',
  no_provider: 'No provider of this model is available at the moment.',
  provider_overloaded: 'Every provider of this model is overloaded.',
  service_unavailable: 'The gateway is starting, or one of its services is down. Try again.',
  timeout: 'No provider answered in time.',
}
