import { PROVIDER_TOOLS } from '@gptget/contracts'
import { RATE_NAMES, ratesAt, UNIT_NAMES } from './rate-card.ts'
import type { RateCard, Rates, Surcharges, TieredRates } from './rate-card.ts'

/**
 * For each token class, unit, size of request and attribute, the highest price of the cards: what a hold must cover for
 * every provider.
 */
export const highestOf = (cards: readonly RateCard[]): RateCard => {
  const surcharges = highestSurcharges(cards)
  return {
    ...highestTieredRates(cards),
    ...highestBy(UNIT_NAMES, cards),
    ...highestVariants(cards),
    ...(Object.keys(surcharges).length > 0 ? { surcharges } : {}),
  }
}

/** A card without such a variant charges its usual price. */
const highestVariants = (cards: readonly RateCard[]): Pick<RateCard, 'variants'> => {
  const all = new Map(
    cards.flatMap(({ variants = [] }) => variants).map(({ when }) => [JSON.stringify(when), when]),
  )
  if (all.size === 0) return {}
  return {
    variants: [...all].map(([name, when]) => ({
      when,
      ...highestBy(
        UNIT_NAMES,
        cards.map((card) => variantOf(card, name) ?? card),
      ),
    })),
  }
}

const variantOf = ({ variants }: RateCard, name: string) =>
  variants?.find(({ when }) => JSON.stringify(when) === name)

const highestTieredRates = (cards: readonly TieredRates[]): TieredRates => {
  const sizes = cards.flatMap(({ tiers = [] }) => tiers.map(({ above }) => above))
  const starts = [...new Set(sizes)].toSorted((a, b) => a - b)
  const tiers = starts.map((above) => ({
    above,
    ...highestRates(cards.map((card) => ratesAt(card, above + 1))),
  }))
  const base = highestRates(cards)
  return tiers.length > 0 ? { ...base, tiers } : base
}

const highestRates = (all: readonly Rates[]): Rates => ({
  input: 0n,
  output: 0n,
  ...highestBy(RATE_NAMES, all),
})

const highestBy = <Name extends string>(
  names: readonly Name[],
  all: readonly { readonly [each in Name]?: bigint | undefined }[],
): { [each in Name]?: bigint } => {
  const most: { [each in Name]?: bigint } = {}
  for (const name of names) {
    for (const { [name]: rate } of all)
      if (rate !== undefined && rate > (most[name] ?? -1n)) most[name] = rate
  }
  return most
}

const highestSurcharges = (cards: readonly RateCard[]): Surcharges => {
  const all = cards.flatMap(({ surcharges }) => surcharges ?? [])
  if (all.length === 0) return {}
  const serviceTiers = highestAlternatives(cards, 'serviceTiers')
  const speeds = highestAlternatives(cards, 'speeds')
  const places = [...new Set(all.flatMap(({ geographies }) => Object.keys(geographies ?? {})))]
  const toolCalls = highestBy(
    PROVIDER_TOOLS,
    all.map(({ toolCalls: calls }) => calls ?? {}),
  )
  return {
    ...(serviceTiers ? { serviceTiers } : {}),
    ...(speeds ? { speeds } : {}),
    ...(places.length > 0
      ? { geographies: Object.fromEntries(places.map((place) => [place, highestFactor(all, place)])) }
      : {}),
    ...(Object.keys(toolCalls).length > 0 ? { toolCalls } : {}),
  }
}

const highestFactor = (all: readonly Surcharges[], place: string): number =>
  Math.max(...all.map(({ geographies }) => geographies?.[place] ?? 0))

/** A card without that name charges its usual price. */
const highestAlternatives = (
  cards: readonly RateCard[],
  kind: 'serviceTiers' | 'speeds',
): Record<string, TieredRates> | undefined => {
  const names = [...new Set(cards.flatMap(({ surcharges }) => Object.keys(surcharges?.[kind] ?? {})))]
  return names.length === 0
    ? undefined
    : Object.fromEntries(
        names.map((name) => [
          name,
          highestTieredRates(cards.map((card) => card.surcharges?.[kind]?.[name] ?? card)),
        ]),
      )
}
