import type { ResolvedKey } from '@gptget/contracts'
import { limitRefusal } from './limit-refusal.ts'
import type { LimitState, RateLimiter } from './rate-limiter.ts'
import { rateLimitsOf } from './rate-limits-of.ts'

/** Takes one request, and no tokens, from the limits; resolves with their state. @throws PublicError 429 */
export const countRequest = async (
  { limits, now }: { limits: RateLimiter; now: () => number },
  key: ResolvedKey,
): Promise<LimitState[]> => {
  const uses = rateLimitsOf(key).flatMap((limit) =>
    limit.kind === 'requests' ? [{ ...limit, amount: 1 }] : [],
  )
  if (uses.length === 0) return []
  const { isGranted, states } = await limits.take(key.keyId, uses)
  if (!isGranted) throw limitRefusal(states, now())
  return states
}
