import type { Route } from '../../catalog/catalog.ts'
import type { RouteHealth } from '../../health/route-health.ts'
import type { Credentials } from '../../upstream/credentials.ts'

export type Availability = { health: RouteHealth; credentials: Credentials }

/** Why a route is paused, and for how much longer; null if it may be used. */
export const findCooldown = (
  route: Route,
  { health, credentials }: Availability,
): { forMs: number; reason: string } | null => {
  const circuitMs = health.cooldownMs(route.key)
  const credentialMs = credentials.cooldownMs(route)
  const forMs = Math.max(circuitMs, credentialMs)
  if (forMs > 0) {
    const why = circuitMs > 0 ? whyOpen(route, health) : whyNoCredential(route, credentials)
    return { forMs, reason: `${why}; tried again in ${Math.ceil(forMs / 1000)} s` }
  }
  return health.isProbed(route.key)
    ? { forMs: 1, reason: 'failed lately; another request is trying it again just now' }
    : null
}

const whyOpen = ({ key }: Route, health: RouteHealth): string => {
  const reason = health.reason(key)
  return reason === null ? 'failed lately' : `failed lately (${reason})`
}

/** Why its credentials are paused is the operator's business, except for a rate limit. */
const whyNoCredential = (route: Route, credentials: Credentials): string =>
  credentials.coolingDown(route).some(({ reason }) => reason === 'rate-limited')
    ? 'its rate limit is reached'
    : 'its account cannot be used just now'
