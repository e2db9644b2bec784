import type { routeSimulationSchema } from '@gptget/api/schemas/route-simulation'
import type { CatalogModel, RoutePlan } from '@gptget/contracts'
import { largestUse } from '@gptget/credit'
import type { RequestSize } from '@gptget/credit'
import { toUsdNumber } from '@gptget/money'
import type { z } from 'zod'
import { describePrice } from './describe-model.ts'

type Asked = { models: readonly CatalogModel[]; size: RequestSize; largestCostNanoUsd: bigint }

/**
 * The route that a request would take. Routes are named as in receipts: the provider, and the provider's name of the
 * model.
 */
export const describeRoutePlan = (
  plan: RoutePlan,
  { models, size, largestCostNanoUsd }: Asked,
): z.output<typeof routeSimulationSchema> => ({
  object: 'route.simulation' as const,
  model: models[0]!.id,
  strategy: plan.strategy,
  hedge_after_ms: plan.hedgeAfterMs,
  largest_cost: toUsdNumber(largestCostNanoUsd),
  price_version: plan.priceVersion,
  routes: plan.routes.map((route) => ({
    provider_name: route.provider,
    model: route.upstreamModel,
    public_model: route.model,
    chance: route.chance,
    pricing: describePrice(route.price),
    largest_cost: largestCostOf(route, models, size),
    health: {
      circuit: route.circuit,
      requests: route.attempts,
      errors: route.errors,
      latency_p50: route.ttftP50Ms,
      tokens_per_second: route.tokensPerSecond,
    },
  })),
  excluded_providers: plan.excluded.map(({ provider, upstreamModel, reason }) => ({
    provider_name: provider,
    model: upstreamModel,
    reason,
  })),
})

/** Null for a model that this edge does not know yet. */
const largestCostOf = (
  { model: id, price }: RoutePlan['routes'][number],
  models: readonly CatalogModel[],
  size: RequestSize,
): number | null => {
  const model = models.find((one) => one.id === id)
  return model === undefined ? null : toUsdNumber(largestUse({ ...model, price }, size).costNanoUsd)
}
