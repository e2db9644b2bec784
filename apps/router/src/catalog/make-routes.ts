import type { RateCard } from '@gptget/money'
import type { Provider } from '@gptget/providers'
import type { Route } from './catalog.ts'

type Way = { provider: Provider; upstreamModel: string; price: RateCard; weight?: number }

/**
 * The routes of a model. Cheap ones are tried first more often: in proportion to the inverse square of their price,
 * times the operator's weight.
 */
export const makeRoutes = (model: string, ways: readonly Way[]): Route[] => {
  const cheapest = Math.min(...ways.map(({ price }) => usualCost(price)))
  return ways.map(({ provider, upstreamModel, price, weight = 1 }) => ({
    model,
    provider,
    upstreamModel,
    key: `${provider.id}/${upstreamModel}`,
    weight: weight * priceWeightOf(cheapest, usualCost(price)),
    price,
  }))
}

const LEAST_PRICE_WEIGHT = 0.001

const priceWeightOf = (cheapest: number, cost: number): number =>
  cost === cheapest ? 1 : Math.max(LEAST_PRICE_WEIGHT, (cheapest / cost) ** 2)

/** Requests usually have about three times as many input as output tokens. Only used to compare routes. */
export const usualCost = ({ input, output }: RateCard): number => 3 * Number(input) + Number(output)
