import { parseUsdPerMillion } from '@gptget/money'
import type { RateCard, Rates, Surcharges, TieredRates, UnitRates } from '@gptget/money'
import type { SnapshotPrice, SnapshotRates, SnapshotSurcharges, SnapshotTieredRates } from '@gptget/catalog'

/** The snapshot's price. */
export const rateCardOfSnapshot = ({ surcharges, variants, ...price }: SnapshotPrice): RateCard => ({
  ...parseTieredRates(price),
  ...(variants
    ? { variants: variants.map(({ when, ...units }) => ({ when, ...mapValues(units, parseUsdPerMillion) })) }
    : {}),
  ...(surcharges ? { surcharges: parseSurcharges(surcharges) } : {}),
})

const parseTieredRates = ({ tiers, ...base }: SnapshotTieredRates): TieredRates & UnitRates => ({
  ...parseRates(base),
  ...(tiers ? { tiers: tiers.map(({ above, ...tier }) => ({ above, ...parseRates(tier) })) } : {}),
})

const parseRates = (rates: SnapshotRates): Rates & UnitRates =>
  mapValues(rates, parseUsdPerMillion) as unknown as Rates & UnitRates

const parseSurcharges = ({
  serviceTiers,
  speeds,
  geographies,
  toolCalls,
}: SnapshotSurcharges): Surcharges => ({
  ...(serviceTiers ? { serviceTiers: mapValues(serviceTiers, parseTieredRates) } : {}),
  ...(speeds ? { speeds: mapValues(speeds, parseTieredRates) } : {}),
  ...(geographies
    ? { geographies: mapValues(geographies, (times) => Math.round(Number(times) * 10_000)) }
    : {}),
  ...(toolCalls ? { toolCalls: mapValues(toolCalls as Record<string, string>, parseUsdPerMillion) } : {}),
})

const mapValues = <In, Out>(
  values: { readonly [name: string]: In },
  map: (value: In) => Out,
): Record<string, Out> =>
  Object.fromEntries(Object.entries(values).map(([name, value]) => [name, map(value)]))
