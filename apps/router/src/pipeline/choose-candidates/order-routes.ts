import type { RouteOrder } from '@gptget/contracts'
import { usualCost } from '../../catalog/make-routes.ts'
import type { Route } from '../../catalog/catalog.ts'
import type { RouteHealth } from '../../health/route-health.ts'
import { medianTtftMs, throughputOf } from '../../health/window.ts'
import type { Asked } from '../generation/asked.ts'
import { isNamed } from './find-exclusion-reason.ts'
import { orderBySession } from './rendezvous.ts'

type Ordering = { health: RouteHealth; random: () => number; sort: RouteOrder | undefined }

/**
 * The order of routes: those that the caller named, then their sorting, or the same order for a whole session, or else
 * random in proportion to their weights.
 */
export const orderRoutes = (routes: readonly Route[], { head }: Asked, ordering: Ordering): Route[] => {
  const { order } = head.routing ?? {}
  const session = head.routing?.stickyKey ?? head.conversationKey
  const { sort, random, health } = ordering
  const drawn =
    session === undefined
      ? shuffleByWeight(routes, random)
      : orderBySession(routes, `${head.accountId}\n${session}`)
  const sorted = sort === undefined ? drawn : sortRoutes(drawn, sort, health)
  return order === undefined ? sorted : putFirst(sorted, order)
}

/** Sorting is stable: equal routes stay in their random order. */
const sortRoutes = (routes: Route[], sort: RouteOrder, health: RouteHealth): Route[] => {
  const cost = COSTS[sort]
  return routes
    .map((route) => ({ route, cost: cost(route, health) }))
    .sort((a, b) => compare(a.cost, b.cost))
    .map(({ route }) => route)
}

const compare = (a: number, b: number): number => (a === b ? 0 : a - b)

/** The value to minimize. A route without recent measurements comes after the others. */
const COSTS: Record<RouteOrder, (route: Route, health: RouteHealth) => number> = {
  price: ({ price }) => usualCost(price),
  latency: ({ key }, health) => medianTtftMs(health.observed(key)) ?? Number.POSITIVE_INFINITY,
  throughput: ({ key }, health) => -(throughputOf(health.observed(key)) ?? 0),
}

const putFirst = (routes: Route[], order: readonly string[]): Route[] => {
  const rank = ({ provider }: Route): number => {
    const index = order.findIndex((name) => isNamed(provider, name))
    return index === -1 ? order.length : index
  }
  return routes.toSorted((a, b) => rank(a) - rank(b))
}

/** A random order in which a route comes first with the probability of its weight (Efraimidis and Spirakis). */
export const shuffleByWeight = (routes: readonly Route[], random: () => number): Route[] =>
  routes.length < 2
    ? [...routes]
    : routes
        .map((route) => ({ route, key: Math.log(1 - random()) / route.weight }))
        .sort((a, b) => b.key - a.key)
        .map(({ route }) => route)
