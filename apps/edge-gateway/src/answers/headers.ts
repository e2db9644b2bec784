import type { PublicError } from '@gptget/protocol'
import type { LimitState } from '../limits/limit-book.ts'

/** For browsers: any page may call us, with a key. */
export const CORS_HEADERS: Record<string, string> = {
  'access-control-allow-origin': '*',
  'access-control-expose-headers': '*',
}

/** The headers that tell a client when to come back and whether it is worth it (the official SDKs obey them). */
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

/** OpenAI's rate limit headers. */
export const limitHeaders = (states: readonly LimitState[]): Record<string, string> => {
  const headers: Record<string, string> = {}
  for (const { kind, limit, remaining, resetMs } of states) {
    headers[`x-ratelimit-limit-${kind}`] = String(limit)
    headers[`x-ratelimit-remaining-${kind}`] = String(remaining)
    headers[`x-ratelimit-reset-${kind}`] = `${(resetMs / 1000).toFixed(3)}s`
  }
  return headers
}
