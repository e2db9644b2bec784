import type { Fault } from '../canonical/events.ts'
import type { ErrorCode } from '@gptget/errors'

/** What a provider's error says, in any envelope. */
export type ReportedError = {
  status?: number
  /** Every machine-readable word of the error: code, type, status name, reason. */
  words: string[]
  message: string
  param?: string
  retryAfterMs?: number
  raw: unknown
}

/**
 * Decides what a provider's failure is called. Words before message texts before the status: providers that speak
 * one dialect agree on statuses, less on words, least on texts. A provider that refuses *our* credential or account
 * is unavailable: the caller's own key is fine, and another provider may serve.
 */
export const readFault = (error: ReportedError): Fault => {
  const code =
    codeByWord(error.words) ?? codeByMessage(error) ?? codeByStatus(error.status) ?? 'provider_unavailable'
  const isOfOurAccount = isOurs(error)
  return {
    code,
    message: isOfOurAccount
      ? 'The provider refused the credential or account it was called with.'
      : error.message,
    ...(isOfOurAccount && code === 'provider_unavailable' ? { isOfOurAccount } : {}),
    ...(error.status === undefined ? {} : { upstreamStatus: error.status }),
    ...(error.retryAfterMs === undefined ? {} : { retryAfterMs: error.retryAfterMs }),
    ...(error.param === undefined ? {} : { param: error.param }),
    raw: error.raw,
  }
}

/** A map, because a provider's value may be the name of an object's built-in property. */
const WORDS: ReadonlyMap<string, ErrorCode> = new Map(
  Object.entries<ErrorCode>({
    context_length_exceeded: 'context_length_exceeded',
    string_above_max_length: 'context_length_exceeded',
    content_policy_violation: 'content_policy_violation',
    content_filter: 'content_policy_violation',
    responsibleaipolicyviolation: 'content_policy_violation',
    moderation_blocked: 'content_policy_violation',
    insufficient_quota: 'provider_unavailable',
    billing_error: 'provider_unavailable',
    invalid_api_key: 'provider_unavailable',
    api_key_invalid: 'provider_unavailable',
    authentication_error: 'provider_unavailable',
    permission_error: 'provider_unavailable',
    permission_denied: 'provider_unavailable',
    unauthenticated: 'provider_unavailable',
    rate_limit_exceeded: 'provider_rate_limited',
    rate_limit_error: 'provider_rate_limited',
    resource_exhausted: 'provider_rate_limited',
    overloaded_error: 'provider_overloaded',
    provider_overloaded: 'provider_overloaded',
    server_overloaded: 'provider_overloaded',
    unavailable: 'provider_overloaded',
    insufficient_system_resource: 'provider_overloaded',
    timeout_error: 'timeout',
    timeout: 'timeout',
    deadline_exceeded: 'timeout',
    request_too_large: 'request_too_large',
    provider_unavailable: 'provider_unavailable',
    provider_rate_limited: 'provider_rate_limited',
    no_provider: 'provider_unavailable',
  }),
)

const OUR_ACCOUNT = new Set([
  'insufficient_quota',
  'billing_error',
  'invalid_api_key',
  'api_key_invalid',
  'authentication_error',
  'permission_error',
  'permission_denied',
  'unauthenticated',
])

/** Whether the provider refuses our own key or account, which the caller must not see. */
const isOurs = ({ status, words, message }: ReportedError): boolean =>
  status === 401 ||
  status === 402 ||
  status === 403 ||
  words.some((word) => OUR_ACCOUNT.has(word.toLowerCase())) ||
  ACCOUNT_TEXT.test(message)

const codeByWord = (words: string[]): ErrorCode | undefined => {
  for (const word of words) {
    const code = WORDS.get(word.toLowerCase())
    if (code !== undefined) return code
  }
  return undefined
}

const ACCOUNT_TEXT =
  /credit balance is too low|api key not valid|api key expired|exceeded your current quota, please check your plan/i
const CONTEXT_TEXT =
  /maximum context length|context[ _]length|context window|prompt is too long|input is too long|too many (input )?tokens|input token count .* exceeds|exceeds? the (maximum|max) (number of )?(input )?tokens|reduce the length/i
const POLICY_TEXT =
  /content (management )?policy|content filter|safety (system|policy)|flagged as potentially violating|usage policies/i

const codeByMessage = ({ status, message }: ReportedError): ErrorCode | undefined => {
  if (ACCOUNT_TEXT.test(message)) return 'provider_unavailable'
  const isComplaint = status === undefined || status === 400 || status === 413 || status === 422
  if (!isComplaint) return undefined
  if (CONTEXT_TEXT.test(message)) return 'context_length_exceeded'
  return POLICY_TEXT.test(message) ? 'content_policy_violation' : undefined
}

const STATUSES: Record<number, ErrorCode> = {
  400: 'invalid_request',
  408: 'timeout',
  413: 'request_too_large',
  422: 'invalid_request',
  429: 'provider_rate_limited',
  503: 'provider_overloaded',
  504: 'timeout',
  522: 'timeout',
  524: 'timeout',
  529: 'provider_overloaded',
}

const codeByStatus = (status: number | undefined): ErrorCode | undefined =>
  status === undefined ? undefined : STATUSES[status]

/** A fault for bytes that are not what the dialect promises. */
export const malformedFault = (raw: unknown): Fault => ({
  code: 'provider_unavailable',
  message: 'The provider sent something that could not be read.',
  raw,
})
