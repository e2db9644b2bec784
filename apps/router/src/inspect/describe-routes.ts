import type { RouteState } from '@gptget/contracts'
import type { RouterContext } from '../context.ts'
import { measure } from '../health/measure.ts'
import { routesOf } from '../health/share-health.ts'

/** The state of the routes, for the operator. `isWhole`: also healthy routes without recent use. */
export const describeRoutes = (
  { catalog, health, credentials }: Pick<RouterContext, 'catalog' | 'health' | 'credentials'>,
  isWhole: boolean,
): RouteState[] => {
  const { models } = catalog()
  const served = Map.groupBy(
    [...models.values()].flatMap(({ routes }) => routes),
    ({ key }) => key,
  )
  const states = routesOf(catalog()).map((route) => ({
    ...measure(health, route.key),
    provider: route.provider.id,
    upstreamModel: route.upstreamModel,
    models: served.get(route.key)!.map(({ model }) => model),
    openForMs: health.cooldownMs(route.key),
    reason: health.reason(route.key),
    credentialCount: route.provider.credentials.length,
    coolingCredentials: credentials.coolingDown(route),
  }))
  return isWhole ? states : states.filter(isOfInterest)
}

const isOfInterest = ({ attempts, circuit, coolingCredentials }: RouteState): boolean =>
  attempts > 0 || circuit !== 'closed' || coolingCredentials.length > 0
