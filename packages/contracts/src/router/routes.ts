import { z } from 'zod'
import { defineBroadcast, defineCall, defineExchange } from '../subject.ts'
import { rateCard } from './catalog.ts'
import { generationHead } from './generations.ts'

const count = z.number().int().nonnegative()
const milliseconds = z.number().nonnegative()

const observed = z.object({
  /** The name of a route: its provider and the provider's name of the model. */
  route: z.string(),
  attempts: count,
  errors: count,
  /** Times to the first token, in buckets that every router knows. */
  ttft: z.array(count),
  tokens: count,
  tokensMs: milliseconds,
})

/** One router's measurements of its routes in the last minutes; sent every few seconds while there are any. */
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
  /** A route, or a provider if the credential is paused for all of its models. */
  scope: z.string(),
  provider: z.string(),
  /** Its position, of how many: the credential itself is not sent. */
  position: count,
  of: count,
  forMs: milliseconds,
  reason: z.string(),
})

/** Circuits that opened or closed, and paused credentials: sent at once, and again while they last. */
export const routesChanged = defineBroadcast(
  'router.routes.changed',
  z.object({ routerId: z.string(), circuits: z.array(circuit), rests: z.array(rest) }),
)

/** A new router asks the others for their state. */
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
  /** The provider's name of the model, and the public ids that it serves. */
  upstreamModel: z.string(),
  models: z.array(z.string()),
  openForMs: milliseconds,
  reason: z.string().nullable(),
  credentialCount: count,
  coolingCredentials: z.array(rest.pick({ position: true, forMs: true, reason: true })),
})
export type RouteState = z.output<typeof routeState>

/**
 * The state of the routes, as all routers together see them. Without `isWhole` only those with recent use or problems.
 */
export const readRouteStates = defineCall(
  'router.routes.get',
  z.object({ isWhole: z.boolean() }),
  z.object({ routes: z.array(routeState) }),
)

/** Who would serve a request, in order. */
export const routePlan = z.object({
  /** What decided the order. */
  strategy: z.enum(['order', 'price', 'latency', 'throughput', 'session', 'weight']),
  hedgeAfterMs: milliseconds.nullable(),
  priceVersion: z.string(),
  routes: z.array(
    measured.extend({
      provider: z.string(),
      upstreamModel: z.string(),
      model: z.string(),
      /** The probability that it is used first. */
      chance: z.number().min(0).max(1),
      price: rateCard,
    }),
  ),
  excluded: z.array(z.object({ provider: z.string(), upstreamModel: z.string(), reason: z.string() })),
})
export type RoutePlan = z.output<typeof routePlan>

/** A simulated request: the body is the caller's, the answer is a `routePlan` as JSON. */
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
