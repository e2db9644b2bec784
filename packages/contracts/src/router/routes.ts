import { z } from 'zod'
import { defineBroadcast, defineCall, defineExchange } from '../subject.ts'
import { rateCard } from './catalog.ts'
import { generationHead } from './generations.ts'

const count = z.number().int().nonnegative()
const milliseconds = z.number().nonnegative()

const observed = z.object({
  /** How routers call a route: its provider and the provider's name of the model. */
  route: z.string(),
  attempts: count,
  errors: count,
  /** First tokens by how long they took, in buckets that every router knows. */
  ttft: z.array(count),
  tokens: count,
  tokensMs: milliseconds,
})

/** What one router saw of its routes in the last minutes; said again every few seconds while there is something. */
export const routesObserved = defineBroadcast(
  'router.routes.observed',
  z.object({ routerId: z.string(), routes: z.array(observed) }),
)

const circuit = z.object({
  route: z.string(),
  /** From now on; with `openings` 0 it is closed. */
  openForMs: milliseconds,
  openings: count,
  reason: z.string().nullable(),
})

const rest = z.object({
  /** A route, or a provider when the credential rests for all of its models. */
  scope: z.string(),
  provider: z.string(),
  /** Which of how many: the credential itself stays where it is. */
  position: count,
  of: count,
  forMs: milliseconds,
  reason: z.string(),
})

/** Circuits that opened or closed, and credentials that rest: said at once, and again while it lasts. */
export const routesChanged = defineBroadcast(
  'router.routes.changed',
  z.object({ routerId: z.string(), circuits: z.array(circuit), rests: z.array(rest) }),
)

/** A router that has just started asks the others to say what they know. */
export const routesWanted = defineBroadcast('router.routes.wanted', z.object({ routerId: z.string() }))

const circuitState = z.enum(['closed', 'open', 'half-open'])

const measured = z.object({
  circuit: circuitState,
  attempts: count,
  errors: count,
  ttftP50Ms: milliseconds.nullable(),
  tokensPerSecond: z.number().nonnegative().nullable(),
})

const routeState = measured.extend({
  provider: z.string(),
  /** The provider's name of the model, and the public ids it serves. */
  upstreamModel: z.string(),
  models: z.array(z.string()),
  openForMs: milliseconds,
  reason: z.string().nullable(),
  credentialCount: count,
  coolingCredentials: z.array(rest.pick({ position: true, forMs: true, reason: true })),
})
export type RouteState = z.output<typeof routeState>

/** How the routes are, as all routers together see them. Without `isWhole` only those that were used or are unwell. */
export const readRouteStates = defineCall(
  'router.routes.get',
  z.object({ isWhole: z.boolean() }),
  z.object({ routes: z.array(routeState) }),
)

/** Who would serve a request, in order. */
export const routePlan = z.object({
  /** By what the order came about. */
  strategy: z.enum(['order', 'price', 'latency', 'throughput', 'session', 'weight']),
  hedgeAfterMs: milliseconds.nullable(),
  priceVersion: z.string(),
  routes: z.array(
    measured.extend({
      provider: z.string(),
      upstreamModel: z.string(),
      model: z.string(),
      /** How likely it is asked first. */
      chance: z.number().min(0).max(1),
      price: rateCard,
    }),
  ),
  excluded: z.array(z.object({ provider: z.string(), upstreamModel: z.string(), reason: z.string() })),
})
export type RoutePlan = z.output<typeof routePlan>

/** The plan for a request that is not made: the body is the caller's, the answer a `routePlan` as JSON. */
export const simulateRoute = defineExchange(
  'router.route.simulate',
  generationHead.pick({
    operation: true,
    accountId: true,
    dialect: true,
    isStream: true,
    model: true,
    conversationKey: true,
    routing: true,
  }),
)
