import { creditScopeOf } from '@gptget/credit'
import type { LeaseManager } from '@gptget/credit'
import { mayBeLarge } from '@gptget/http'
import type { Authenticated } from '../authenticate/authenticate.ts'
import { limitRefusal } from '../rate-limit/limit-refusal.ts'
import type { RateLimiter } from '../rate-limit/rate-limiter.ts'
import { rateLimitsOf } from '../rate-limit/rate-limits-of.ts'
import { headerOf } from '../request/inbound-request.ts'

export type MeansContext = { leases: LeaseManager; limits: RateLimiter; now: () => number }

/**
 * Refuses a large body before it is read if the request would be refused anyway; small ones need no check yet.
 * @throws PublicError 402 without any credit, 429 if a limit of requests is reached
 */
export const requireMeans = async (
  { leases, limits, now }: MeansContext,
  { key, inbound }: Authenticated,
): Promise<void> => {
  if (!mayBeLarge(inbound.incoming)) return
  const requests = rateLimitsOf(key).filter(({ kind }) => kind === 'requests')
  const states = await limits.look(requests)
  const reached = states.filter(({ remaining }) => remaining < 1)
  if (reached.length > 0) throw limitRefusal(reached, now())
  // An own key may cost nothing, and so may a repeated request.
  if (key.byokKeys.length > 0 || headerOf(inbound, 'idempotency-key') !== null) return
  const hold = await leases.reserve(creditScopeOf(key), 1n)
  hold.settle(0n)
}
