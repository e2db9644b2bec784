import type { Route } from '../catalog/catalog.ts'
import type { RouteHealth } from './route-health.ts'

export type Exclusion = { provider: string; upstreamModel: string; reason: string }
export type Plan = { routes: Route[]; excluded: Exclusion[] }

/**
 * The order in which a model's routes are tried: by chance, in proportion to their weights. Those that rest are left
 * out, unless all do: then the one that rests the shortest is better than none.
 */
export const planRoutes = (routes: readonly Route[], health: RouteHealth, random: () => number): Plan => {
  const rested = routes.map((route) => ({ route, restMs: health.restMs(route) }))
  const awake = rested.filter(({ restMs }) => restMs === 0).map(({ route }) => route)
  if (awake.length === 0 && rested.length > 0) {
    const [first] = rested.toSorted((a, b) => a.restMs - b.restMs)
    return { routes: [first!.route], excluded: exclude(rested.filter((other) => other !== first)) }
  }
  return {
    routes: shuffleByWeight(awake, random),
    excluded: exclude(rested.filter(({ restMs }) => restMs > 0)),
  }
}

const exclude = (resting: { route: Route; restMs: number }[]): Exclusion[] =>
  resting.map(({ route, restMs }) => ({
    provider: route.provider.id,
    upstreamModel: route.upstreamModel,
    reason: `failed lately; tried again in ${Math.ceil(restMs / 1000)} s`,
  }))

/** A random order in which a route comes first with the chance its weight gives it (Efraimidis and Spirakis). */
const shuffleByWeight = (routes: Route[], random: () => number): Route[] =>
  routes.length < 2
    ? routes
    : routes
        .map((route) => ({ route, key: Math.log(1 - random()) / route.weight }))
        .sort((a, b) => b.key - a.key)
        .map(({ route }) => route)
