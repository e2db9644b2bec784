/**
 * The table of all public errors: the name of each code in every dialect, and its HTTP status. `type` is the spec's
 * (`gptget-api-docs.txt`, Errors & status codes); `anthropic` is from Anthropic's "Errors" page; `google` is a
 * google.rpc.Code name. `isRetryable` is the value of `x-should-retry` unless money was spent.
 */
export const ERRORS = {
  invalid_request: {
    status: 400,
    type: 'invalid_request_error',
    anthropic: 'invalid_request_error',
    google: 'INVALID_ARGUMENT',
    isRetryable: false,
  },
  context_length_exceeded: {
    status: 400,
    type: 'invalid_request_error',
    anthropic: 'invalid_request_error',
    google: 'INVALID_ARGUMENT',
    isRetryable: false,
  },
  unsupported_parameter: {
    status: 400,
    type: 'invalid_request_error',
    anthropic: 'invalid_request_error',
    google: 'INVALID_ARGUMENT',
    isRetryable: false,
  },
  content_policy_violation: {
    status: 400,
    type: 'invalid_request_error',
    anthropic: 'invalid_request_error',
    google: 'INVALID_ARGUMENT',
    isRetryable: false,
  },
  missing_api_key: {
    status: 401,
    type: 'authentication_error',
    anthropic: 'authentication_error',
    google: 'UNAUTHENTICATED',
    isRetryable: false,
  },
  invalid_api_key: {
    status: 401,
    type: 'authentication_error',
    anthropic: 'authentication_error',
    google: 'UNAUTHENTICATED',
    isRetryable: false,
  },
  expired_api_key: {
    status: 401,
    type: 'authentication_error',
    anthropic: 'authentication_error',
    google: 'UNAUTHENTICATED',
    isRetryable: false,
  },
  revoked_api_key: {
    status: 401,
    type: 'authentication_error',
    anthropic: 'authentication_error',
    google: 'UNAUTHENTICATED',
    isRetryable: false,
  },
  insufficient_credits: {
    status: 402,
    type: 'insufficient_credits',
    anthropic: 'billing_error',
    google: 'FAILED_PRECONDITION',
    isRetryable: false,
  },
  key_limit_exceeded: {
    status: 402,
    type: 'insufficient_credits',
    anthropic: 'billing_error',
    google: 'FAILED_PRECONDITION',
    isRetryable: false,
  },
  account_limit_exceeded: {
    status: 402,
    type: 'insufficient_credits',
    anthropic: 'billing_error',
    google: 'FAILED_PRECONDITION',
    isRetryable: false,
  },
  provider_key_refused: {
    status: 403,
    type: 'permission_error',
    anthropic: 'permission_error',
    google: 'PERMISSION_DENIED',
    isRetryable: false,
  },
  permission_denied: {
    status: 403,
    type: 'permission_error',
    anthropic: 'permission_error',
    google: 'PERMISSION_DENIED',
    isRetryable: false,
  },
  model_not_allowed: {
    status: 403,
    type: 'permission_error',
    anthropic: 'permission_error',
    google: 'PERMISSION_DENIED',
    isRetryable: false,
  },
  not_found: {
    status: 404,
    type: 'not_found_error',
    anthropic: 'not_found_error',
    google: 'NOT_FOUND',
    isRetryable: false,
  },
  model_not_found: {
    status: 404,
    type: 'not_found_error',
    anthropic: 'not_found_error',
    google: 'NOT_FOUND',
    isRetryable: false,
  },
  /** It is known, but none of its providers can be called until the operator or the account adds a key. */
  model_not_configured: {
    status: 404,
    type: 'not_found_error',
    anthropic: 'not_found_error',
    google: 'NOT_FOUND',
    isRetryable: false,
  },
  method_not_allowed: {
    status: 405,
    type: 'invalid_request_error',
    anthropic: 'invalid_request_error',
    google: 'UNIMPLEMENTED',
    isRetryable: false,
  },
  conflict: {
    status: 409,
    type: 'invalid_request_error',
    anthropic: 'invalid_request_error',
    google: 'ABORTED',
    isRetryable: false,
  },
  /** It existed, and is no longer stored. */
  answer_gone: {
    status: 410,
    type: 'invalid_request_error',
    anthropic: 'invalid_request_error',
    google: 'NOT_FOUND',
    isRetryable: false,
  },
  /** A stored file whose retention has ended. */
  content_expired: {
    status: 410,
    type: 'not_found_error',
    anthropic: 'not_found_error',
    google: 'NOT_FOUND',
    isRetryable: false,
  },
  /** Its providers have stopped serving it. */
  model_retired: {
    status: 410,
    type: 'not_found_error',
    anthropic: 'not_found_error',
    google: 'NOT_FOUND',
    isRetryable: false,
  },
  request_too_large: {
    status: 413,
    type: 'invalid_request_error',
    anthropic: 'request_too_large',
    google: 'INVALID_ARGUMENT',
    isRetryable: false,
  },
  /** The account's storage is full. */
  storage_quota_exceeded: {
    status: 413,
    type: 'invalid_request_error',
    anthropic: 'request_too_large',
    google: 'RESOURCE_EXHAUSTED',
    isRetryable: false,
  },
  rate_limit_exceeded: {
    status: 429,
    type: 'rate_limit_error',
    anthropic: 'rate_limit_error',
    google: 'RESOURCE_EXHAUSTED',
    isRetryable: true,
  },
  provider_rate_limited: {
    status: 429,
    type: 'rate_limit_error',
    anthropic: 'rate_limit_error',
    google: 'RESOURCE_EXHAUSTED',
    isRetryable: true,
  },
  internal: { status: 500, type: 'api_error', anthropic: 'api_error', google: 'INTERNAL', isRetryable: true },
  provider_unavailable: {
    status: 502,
    type: 'api_error',
    anthropic: 'api_error',
    google: 'UNAVAILABLE',
    isRetryable: true,
  },
  /** An immediate retry would give the same result. */
  no_provider: {
    status: 503,
    type: 'api_error',
    anthropic: 'overloaded_error',
    google: 'UNAVAILABLE',
    isRetryable: false,
  },
  provider_overloaded: {
    status: 503,
    type: 'api_error',
    anthropic: 'overloaded_error',
    google: 'UNAVAILABLE',
    isRetryable: true,
  },
  service_unavailable: {
    status: 503,
    type: 'api_error',
    anthropic: 'overloaded_error',
    google: 'UNAVAILABLE',
    isRetryable: true,
  },
  timeout: {
    status: 504,
    type: 'api_error',
    anthropic: 'timeout_error',
    google: 'DEADLINE_EXCEEDED',
    isRetryable: true,
  },
} as const satisfies Record<string, ErrorRow>

type ErrorRow = { status: number; type: string; anthropic: string; google: string; isRetryable: boolean }

export type ErrorCode = keyof typeof ERRORS

/** Whether a string from the wire is one of the table's codes. */
export const isErrorCode = (code: string): code is ErrorCode => Object.hasOwn(ERRORS, code)

export type PublicErrorDetails = {
  /** The wrong field of the request, in the caller's notation: `messages[0].role`. */
  param?: string
  retryAfterMs?: number
  /** Shown to the caller under `error.metadata`. */
  metadata?: Record<string, unknown>
  /** Overrides the table's value for retrying, for example false once money was spent. */
  isRetryable?: boolean
}

/**
 * A failure that the caller may see. `message` is for them; details for the operator go into `cause`.
 *
 * @example throw new PublicError('model_not_found', 'No model "x/y".', { param: 'model' })
 */
export class PublicError extends Error {
  override name = 'PublicError'
  readonly code: ErrorCode
  readonly details: PublicErrorDetails

  constructor(code: ErrorCode, message: string, details: PublicErrorDetails = {}, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause })
    this.code = code
    this.details = details
  }

  get status(): number {
    return ERRORS[this.code].status
  }

  get isRetryable(): boolean {
    return this.details.isRetryable ?? ERRORS[this.code].isRetryable
  }
}

/** Any thrown value as an error that the caller may see: foreign errors are masked as `internal`. */
export const toPublicError = (error: unknown): PublicError =>
  error instanceof PublicError
    ? error
    : new PublicError('internal', 'Something went wrong on our side. It is safe to retry.', {}, error)

/** The headers that tell a client when to retry and whether that helps: the official SDKs follow them. */
export const errorHeaders = (error: PublicError): Record<string, string> => {
  const { retryAfterMs } = error.details
  return {
    'x-should-retry': String(error.isRetryable),
    ...(retryAfterMs === undefined
      ? {}
      : {
          'retry-after': String(Math.ceil(retryAfterMs / 1000)),
          'retry-after-ms': String(Math.ceil(retryAfterMs)),
        }),
  }
}
