import { z } from 'zod'
import { preferenceFields } from './preferences.ts'
import { chatRequestSchema } from './chat-completions.ts'

const { shape } = chatRequestSchema

export const routeSimulationRequestSchema = z
  .looseObject({
    model: shape.model,
    messages: shape.messages.optional(),
    max_tokens: shape.max_tokens,
    ...preferenceFields,
  })
  .meta({
    id: 'RouteSimulationRequest',
    description: 'A chat completion request; `messages` may be left out.',
  })

const milliseconds = z.number().nonnegative()
const count = z.int().nonnegative()
const usd = z.number().describe('US dollars.')

const route = z
  .strictObject({
    provider_name: z.string(),
    model: z.string().describe('The provider’s own name of the model.'),
    public_model: z.string().describe('The model it would answer as: `model`, or one of `models`.'),
    chance: z.number().describe('The probability that it is asked first: 0 to 1.'),
    pricing: z.record(z.string(), z.string()).describe('US dollars per token, as in `/v1/models`.'),
    largest_cost: usd.nullable().describe('The highest possible cost of the request there.'),
    health: z.strictObject({
      circuit: z
        .enum(['closed', 'open', 'half-open'])
        .describe('`open`: it is not used for a while; `half-open`: the next request tries it.'),
      requests: count.describe('In the last five minutes, of all callers.'),
      errors: count,
      latency_p50: milliseconds.nullable().describe('Median milliseconds to the first token.'),
      tokens_per_second: z.number().nullable(),
    }),
  })
  .meta({ id: 'SimulatedRoute' })

export const routeSimulationSchema = z
  .strictObject({
    object: z.literal('route.simulation'),
    model: z.string(),
    strategy: z
      .enum(['order', 'price', 'latency', 'throughput', 'session', 'weight'])
      .describe(
        'How the order was decided: by your `provider.order`, your sorting, your session, or at random weighted by price.',
      ),
    hedge_after_ms: milliseconds.nullable().describe('When a second provider would be asked too.'),
    largest_cost: usd.describe('How much would be reserved while it runs: the highest possible cost.'),
    price_version: z.string(),
    routes: z.array(route).describe('The providers that would be asked, in this order.'),
    excluded_providers: z
      .array(z.strictObject({ provider_name: z.string(), model: z.string(), reason: z.string() }))
      .describe('The providers that would not be asked, and why.'),
  })
  .meta({ id: 'RouteSimulation' })
