import type { RouteOrder } from '@gptget/contracts'
import { unsupported } from '@gptget/protocol'
import type { Route, RoutedModel } from '../../catalog/catalog.ts'
import { exclude } from '../generation/asked.ts'
import type { Asked, Exclusion } from '../generation/asked.ts'
import { findUnpriced } from '../generation/extras-of-route.ts'
import { findExclusionReason } from './find-exclusion-reason.ts'
import { findCooldown } from './find-cooldown.ts'
import type { Availability } from './find-cooldown.ts'
import { orderRoutes } from './order-routes.ts'
import { pinToReplay } from './pin-to-replay.ts'
import { preferOwnTools } from './prefer-own-tools.ts'

export type Plan = {
  /** In the order in which they are tried. */
  routes: readonly Route[]
  excluded: readonly Exclusion[]
  /** Some are excluded only temporarily. */
  hasCoolingDown: boolean
  /** When a second route starts; null: never. */
  hedgeAfterMs: number | null
}

type Planning = Availability & { random: () => number }
type CoolingDown = { route: Route; forMs: number; reason: string }
type Part = { routes: Route[]; coolingDown: CoolingDown[]; excluded: Exclusion[] }

const NONE: readonly Exclusion[] = []

/**
 * Who may serve a request, in which order, and why others are excluded. Paused routes are excluded unless all are
 * paused: then the one that is free first is better than none.
 */
export const planRoutes = (asked: Asked, planning: Planning): Plan => {
  const { head, catalog } = asked
  const first = catalog.models.get(head.model)
  const hedgeAfterMs = head.routing?.hedgeAfterMs ?? first?.hedgeAfterMs ?? null
  if (first && head.routing === undefined && head.extras === undefined && isSimple(first, asked, planning))
    return { routes: first.routes, excluded: NONE, hasCoolingDown: false, hedgeAfterMs }
  const { sort, fallbackModels = [] } = head.routing ?? {}
  const models = [{ id: head.model, sort }, ...fallbackModels]
  const parts = models.map((model) =>
    planModel(catalog.models.get(model.id), model.sort ?? sort, asked, planning),
  )
  const joined = joinParts(parts, asked)
  if (joined.routes.length === 0)
    refuseUnpriced(
      models.flatMap(({ id }) => catalog.models.get(id) ?? []),
      asked,
    )
  return { ...joined, routes: ownFirst(joined.routes), hedgeAfterMs }
}

/** @throws PublicError naming the extra that kept a route from serving the request. */
const refuseUnpriced = (models: readonly RoutedModel[], asked: Asked): void => {
  const routes = models.flatMap((model) => model.routes)
  const [unpriced] = routes.flatMap((route) => findUnpriced(asked, route) ?? [])
  if (unpriced !== undefined) throw unsupported(unpriced.param, unpriced.reason)
}

/** One healthy route and no preferences: the common case. */
const isSimple = ({ routes }: RoutedModel, { operation }: Asked, planning: Planning): boolean =>
  routes.length === 1 &&
  operation.isServedIn(routes[0]!.provider.dialect) &&
  findCooldown(routes[0]!, planning) === null

const planModel = (
  model: RoutedModel | undefined,
  sort: RouteOrder | undefined,
  asked: Asked,
  planning: Planning,
): Part => {
  const part: Part = { routes: [], coolingDown: [], excluded: [] }
  const available: Route[] = []
  for (const route of model?.routes ?? []) {
    const reason = findExclusionReason(route, asked)
    const cooldown = reason === null ? findCooldown(route, planning) : null
    if (reason !== null) part.excluded.push(exclude(route, reason))
    else if (cooldown !== null) part.coolingDown.push({ route, ...cooldown })
    else available.push(route)
  }
  const pinned = pinToReplay(available, asked)
  part.routes = preferOwnTools(orderRoutes(pinned.routes, asked, { ...planning, sort }), asked)
  part.excluded.push(...pinned.excluded)
  return part
}

const joinParts = (parts: readonly Part[], { head }: Asked): Omit<Plan, 'hedgeAfterMs'> => {
  const routes = parts.flatMap((part) => part.routes)
  const coolingDown = parts.flatMap((part) => part.coolingDown)
  const excluded = parts.flatMap((part) => part.excluded)
  if (routes.length === 0 && coolingDown.length > 0) {
    const soonest = coolingDown.reduce((best, other) => (other.forMs < best.forMs ? other : best))
    routes.push(soonest.route)
    coolingDown.splice(coolingDown.indexOf(soonest), 1)
  }
  excluded.push(...coolingDown.map(({ route, reason }) => exclude(route, reason)))
  if (head.routing?.allowsFallbacks === false) {
    const unasked = routes.splice(1).map((route) => exclude(route, 'provider.allow_fallbacks is false'))
    excluded.push(...unasked)
  }
  return { routes, excluded, hasCoolingDown: coolingDown.length > 0 }
}

/** Own keys come before the order of all others. */
export const ownFirst = (routes: readonly Route[]): readonly Route[] =>
  routes.some(({ byokKeyId }) => byokKeyId !== undefined)
    ? routes.toSorted((a, b) => Number(b.byokKeyId !== undefined) - Number(a.byokKeyId !== undefined))
    : routes
