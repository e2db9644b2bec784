import type { Operation } from '../operation.ts'
import { LOOKUP_ERRORS } from '../error-sets.ts'
import { routeSimulationRequestSchema, routeSimulationSchema } from '../schemas/route-simulation.ts'

export const simulateRoute: Operation = {
  route: 'POST /v1/route/simulate',
  path: '/v1/route/simulate',
  operationId: 'simulateRoute',
  tag: 'Models',
  summary: 'Preview the routing of a request',
  description:
    'Shows which providers would serve a chat completion request, with their order, prices and health, and why other providers would not. No provider is called and nothing is charged.',
  dialect: 'openai-chat',
  request: {
    schema: routeSimulationRequestSchema,
    examples: {
      'The cheapest, except one': {
        model: 'openai/gpt-4o',
        max_tokens: 500,
        provider: { sort: 'price', ignore: ['azure-eu'] },
      },
    },
  },
  answer: {
    description: 'The plan.',
    schema: routeSimulationSchema,
    example: {
      object: 'route.simulation',
      model: 'openai/gpt-4o',
      strategy: 'price',
      hedge_after_ms: null,
      largest_cost: 0.005_305,
      price_version: 'v1',
      routes: [
        {
          provider_name: 'openai',
          model: 'gpt-4o',
          public_model: 'openai/gpt-4o',
          chance: 1,
          pricing: { prompt: '0.0000025', completion: '0.00001' },
          largest_cost: 0.005_305,
          health: { circuit: 'closed', requests: 120, errors: 1, latency_p50: 310, tokens_per_second: 84.5 },
        },
      ],
      excluded_providers: [
        { provider_name: 'azure-eu', model: 'gpt-4o-eu', reason: 'named in provider.ignore' },
      ],
    },
  },
  errors: ['invalid_request', ...LOOKUP_ERRORS, 'model_not_allowed', 'model_not_found', 'request_too_large'],
}
