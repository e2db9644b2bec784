import { PublicError } from '@gptget/errors'
import type { LimitState } from './rate-limiter.ts'

/**
 * The 429 of a request: which limit, its state, and when to retry. A caller who returns then is served, unless others
 * of the account took the free quota. If that time is an estimate (of what running requests will release), the request
 * waits.
 */
export const limitRefusal = (states: readonly LimitState[], nowMs: number): PublicError => {
  const [longest] = states.toSorted((a, b) => b.retryAfterMs - a.retryAfterMs)
  const { of, kind, perMinute, remaining, resetMs } = longest!
  const retryAfterMs = Math.max(1, longest!.retryAfterMs)
  const whose = of === 'key' ? "This API key's" : "The account's"
  return new PublicError(
    'rate_limit_exceeded',
    `${whose} limit of ${perMinute} ${kind} per minute is reached. Try again in ${Math.ceil(retryAfterMs / 1000)} s.`,
    {
      retryAfterMs,
      metadata: {
        limit_source: `${of}_${kind}_per_minute`,
        limit: perMinute,
        remaining,
        reset_ms: resetMs,
        reset_at: new Date(nowMs + resetMs).toISOString(),
      },
    },
  )
}
