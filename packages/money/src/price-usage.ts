import { priceLines, type Priced } from './price-lines.ts'
import type { RateCard } from './rate-card.ts'
import { quantitiesOf, type TokenClasses } from './token-classes.ts'

/**
 * The price of one request by its tokens, with the card's price of a request where it has one. Every class is priced
 * once.
 *
 * @param basisPoints only this share of it: 500 is 5 %
 * @throws RangeError when a token count is not a whole number
 * @example priceUsage({ ...noTokens, inputTokens: 10 }, { input: 2_500_000_000n, output: 10_000_000_000n }).costNanoUsd // 25_000n
 */
export const priceUsage = (usage: TokenClasses, card: RateCard, basisPoints?: number): Priced => {
  const quantities = quantitiesOf(usage)
  if (hasRequestRate(card)) quantities.requests = 1
  return priceLines(quantities, card, { basisPoints })
}

const hasRequestRate = ({ request, tiers = [] }: RateCard): boolean =>
  request !== undefined || tiers.some((tier) => tier.request !== undefined)
