import { z } from 'zod'

/** A nano-USD amount as text: a head is also stored as plain JSON, which has no bigint. */
const amount = z.string().regex(/^\d+$/)
const positive = z.number().int().positive()

export const routeOrder = z.enum(['price', 'latency', 'throughput'])
/** How the routes of a model are sorted: cheapest, fastest first token, most tokens per second. */
export type RouteOrder = z.output<typeof routeOrder>

/** The caller's routing preferences. The gateway decides the rest. */
export const routingPreferences = z.object({
  /** Models to use if no provider of the first one answers. */
  fallbackModels: z.array(z.object({ id: z.string(), sort: routeOrder.optional() })).optional(),
  /** Providers, by id or name: these first, in this order; only these; not these. */
  order: z.array(z.string()).optional(),
  only: z.array(z.string()).optional(),
  ignore: z.array(z.string()).optional(),
  /** False: no failover after the first route. */
  allowsFallbacks: z.boolean().optional(),
  sort: routeOrder.optional(),
  /** Nano-USD: `prompt` and `completion` per million tokens, `request` per request. */
  maxPrice: z
    .object({ prompt: amount.optional(), completion: amount.optional(), request: amount.optional() })
    .optional(),
  /** True: only routes where every field of the request reaches the provider unchanged. */
  requiresParameters: z.boolean().optional(),
  timeouts: z
    .object({
      connectMs: positive.optional(),
      firstTokenMs: positive.optional(),
      idleMs: positive.optional(),
    })
    .optional(),
  /** A second route starts if no token arrived in this time. */
  hedgeAfterMs: positive.optional(),
  /** Requests with the same value use the same route, as long as it is healthy. */
  stickyKey: z.string().optional(),
})
export type RoutingPreferences = z.output<typeof routingPreferences>
