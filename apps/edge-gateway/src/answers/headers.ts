import type { LimitState } from '../limits/limit-book.ts'

/** For browsers: any page may call us, with a key. */
export const CORS_HEADERS: Record<string, string> = {
  'access-control-allow-origin': '*',
  'access-control-expose-headers': '*',
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
