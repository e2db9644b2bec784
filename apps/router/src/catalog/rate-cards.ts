import { parseUsdPerMillion, ratesAt } from '@gptget/money'
import type { RateCard, Rates } from '@gptget/money'
import type { SnapshotPrice, SnapshotRates } from '@gptget/catalog'
import type { PriceConfiguration } from '../configuration/schema.ts'

/** The operator's price. */
export const rateCardOf = (price: PriceConfiguration): RateCard => ({
  input: price.input,
  output: price.output,
  cacheRead: price.cache_read,
  cacheWrite: price.cache_write,
  cacheWrite1h: price.cache_write_1h,
  reasoning: price.reasoning,
  audioInput: price.audio_input,
  audioOutput: price.audio_output,
  imageInput: price.image_input,
  imageOutput: price.image_output,
})

/** The snapshot's price. */
export const rateCardOfSnapshot = ({ tiers, ...base }: SnapshotPrice): RateCard => ({
  ...parseRates(base),
  ...(tiers ? { tiers: tiers.map(({ above, ...tier }) => ({ above, ...parseRates(tier) })) } : {}),
})

const parseRates = (rates: SnapshotRates): Rates =>
  Object.fromEntries(
    Object.entries(rates).map(([field, rate]) => [field, parseUsdPerMillion(rate)]),
  ) as unknown as Rates

/** By token class and size of request, the most that any of the cards charges: what a hold must cover whoever serves. */
export const highestOf = (cards: readonly RateCard[]): RateCard => {
  const sizes = cards.flatMap(({ tiers = [] }) => tiers.map(({ above }) => above))
  const starts = [...new Set(sizes)].toSorted((a, b) => a - b)
  const tiers = starts.map((above) => ({
    above,
    ...highestRates(cards.map((card) => ratesAt(card, above + 1))),
  }))
  const base = highestRates(cards.map((card) => ratesAt(card, 0)))
  return tiers.length > 0 ? { ...base, tiers } : base
}

const highestRates = (all: readonly Rates[]): Rates => {
  const most: Rates = { input: 0n, output: 0n }
  for (const rates of all) {
    for (const [name, rate] of Object.entries(rates) as [keyof Rates, bigint | undefined][]) {
      if (rate !== undefined && rate > (most[name] ?? -1n)) most[name] = rate
    }
  }
  return most
}
