import type { ErrorCode } from '@gptget/errors'

const KEY_ERRORS = [
  'missing_api_key',
  'invalid_api_key',
  'expired_api_key',
  'revoked_api_key',
] as const satisfies ErrorCode[]

/** The errors of every authenticated lookup. */
export const LOOKUP_ERRORS = [
  ...KEY_ERRORS,
  'rate_limit_exceeded',
  'internal',
  'service_unavailable',
] as const satisfies ErrorCode[]

/** The errors of operations that run a model. */
export const GENERATION_ERRORS = [
  'invalid_request',
  'context_length_exceeded',
  'unsupported_parameter',
  'content_policy_violation',
  ...KEY_ERRORS,
  'insufficient_credits',
  'key_limit_exceeded',
  'account_limit_exceeded',
  'provider_key_refused',
  'permission_denied',
  'model_not_allowed',
  'model_not_found',
  'model_not_configured',
  'model_retired',
  'request_too_large',
  'rate_limit_exceeded',
  'provider_rate_limited',
  'internal',
  'provider_unavailable',
  'no_provider',
  'provider_overloaded',
  'service_unavailable',
  'timeout',
] as const satisfies ErrorCode[]

/** The errors of a count of tokens. */
export const COUNT_ERRORS = [
  'invalid_request',
  ...LOOKUP_ERRORS,
  'model_not_allowed',
  'model_not_found',
  'model_not_configured',
  'model_retired',
  'request_too_large',
] as const satisfies ErrorCode[]
