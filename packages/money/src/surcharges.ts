import type { ProviderTool } from '@gptget/contracts'
import { RATE_NAMES } from './rate-card.ts'
import type { RateCard, Rates, TieredRates } from './rate-card.ts'

/** How a request is served, by the names in a card's surcharges; undefined is the usual way. */
export type Terms = {
  serviceTier?: string | undefined
  speed?: string | undefined
  geography?: string | undefined
}
export type TermName = keyof Terms

const CARD_NAMES = { serviceTier: 'serviceTiers', speed: 'speeds', geography: 'geographies' } as const

/** Whether a card has a price for these terms. */
export const hasTermPrice = ({ surcharges }: RateCard, term: TermName, value: string): boolean => {
  const named = surcharges?.[CARD_NAMES[term]]
  return named !== undefined && Object.hasOwn(named, value)
}

/**
 * The card for these terms: a service tier or a speed replaces the rates (the speed if there are both), a region
 * multiplies the price of tokens. Terms without a price change nothing.
 */
export const cardOn = (card: RateCard, terms: Terms): RateCard => {
  const { serviceTiers, speeds, geographies } = card.surcharges ?? {}
  const rates = named(speeds, terms.speed) ?? named(serviceTiers, terms.serviceTier)
  const basisPoints = named(geographies, terms.geography)
  if (rates === undefined && basisPoints === undefined) return card
  const priced = rates === undefined ? card : withRates(card, rates)
  return basisPoints === undefined ? priced : multiplied(priced, basisPoints)
}

const named = <Value>(
  values: Readonly<Record<string, Value>> | undefined,
  name: string | undefined,
): Value | undefined =>
  values !== undefined && name !== undefined && Object.hasOwn(values, name) ? values[name] : undefined

/** A class, or a size of request, that the other rates omit changes in proportion to its direction. */
const withRates = (card: RateCard, rates: TieredRates): RateCard => {
  const { tiers: _tiers, ...base } = card
  const tiers =
    rates.tiers ?? card.tiers?.map(({ above, ...tier }) => ({ above, ...alike(tier, card, rates) }))
  return { ...base, ...alike(card, card, rates), ...rates, ...(tiers ? { tiers } : {}) }
}

const OUTPUTS: readonly (keyof Rates)[] = ['output', 'reasoning', 'audioOutput', 'imageOutput']

/** `rates` multiplied by the ratio of two cards. */
const alike = (rates: Rates, before: Rates, after: Rates): Rates =>
  mapRates(rates, (rate, name) => {
    if (name === 'request') return rate
    const side = OUTPUTS.includes(name) ? 'output' : 'input'
    return before[side] === 0n ? rate : divideRoundingUp(rate * after[side], before[side])
  })

const multiplied = ({ tiers, ...card }: RateCard, basisPoints: number): RateCard => {
  const multiply = (rates: Rates): Rates =>
    mapRates(rates, (rate) => divideRoundingUp(rate * BigInt(basisPoints), 10_000n))
  return {
    ...card,
    ...multiply(card),
    ...(tiers ? { tiers: tiers.map(({ above, ...tier }) => ({ above, ...multiply(tier) })) } : {}),
  }
}

const mapRates = (rates: Rates, map: (rate: bigint, name: keyof Rates) => bigint): Rates => {
  const mapped: Partial<Rates> = {}
  for (const name of RATE_NAMES) {
    const rate = rates[name]
    if (rate !== undefined) mapped[name] = map(rate, name)
  }
  return mapped as Rates
}

const divideRoundingUp = (dividend: bigint, divisor: bigint): bigint => (dividend + divisor - 1n) / divisor

/** A card with an additional price for every request. */
export const withRequestRate = (card: RateCard, moreNanoUsd: bigint): RateCard => {
  const dearer = <Of extends Rates>(rates: Of): Of => ({
    ...rates,
    request: (rates.request ?? 0n) + moreNanoUsd,
  })
  return { ...dearer(card), ...(card.tiers ? { tiers: card.tiers.map(dearer) } : {}) }
}

/** The price of calls of tools that the provider runs; a tool without a price is free. */
export const toolPrice = (card: RateCard, tool: ProviderTool): bigint | undefined =>
  card.surcharges?.toolCalls?.[tool]
