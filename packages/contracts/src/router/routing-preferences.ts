import { z } from 'zod'

/** A nano-USD amount as text: a head is kept as plain JSON too, which has no bigint. */
const amount = z.string().regex(/^\d+$/)
const positive = z.number().int().positive()

export const routeOrder = z.enum(['price', 'latency', 'throughput'])
/** By what the routes of a model are sorted: cheapest, soonest first token, most tokens a second. */
export type RouteOrder = z.output<typeof routeOrder>

/** What a caller prefers about how their request is routed. What is left out is ours to choose. */
export const routingPreferences = z.object({
  /** Models to ask when no provider of the first one answers. */
  fallbackModels: z.array(z.object({ id: z.string(), sort: routeOrder.optional() })).optional(),
  /** Providers, by id or name: these first, in this order; no others; not these. */
  order: z.array(z.string()).optional(),
  only: z.array(z.string()).optional(),
  ignore: z.array(z.string()).optional(),
  /** False: what the first route answers is the answer. */
  allowsFallbacks: z.boolean().optional(),
  sort: routeOrder.optional(),
  /** Nano-USD: `prompt` and `completion` per million tokens, `request` per request. */
  maxPrice: z
    .object({ prompt: amount.optional(), completion: amount.optional(), request: amount.optional() })
    .optional(),
  /** True: only where every field of the request reaches the provider as it was written. */
  requiresParameters: z.boolean().optional(),
  timeouts: z
    .object({
      connectMs: positive.optional(),
      firstTokenMs: positive.optional(),
      idleMs: positive.optional(),
    })
    .optional(),
  /** A second route starts when no token came for so long. */
  hedgeAfterMs: positive.optional(),
  /** Requests that say the same go the same way, as long as it is healthy. */
  stickyKey: z.string().optional(),
})
export type RoutingPreferences = z.output<typeof routingPreferences>
