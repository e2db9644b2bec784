import { PROVIDER_TOOLS, type ProviderTool, type Unit } from '@gptget/contracts'
import { hasRateFor, priceLines, type Attributes, type Priced } from './price-lines.ts'
import type { RateCard } from './rate-card.ts'
import { toolPrice } from './surcharges.ts'
import { quantitiesOf, type Quantities, type TokenClasses } from './token-classes.ts'

/** The number of calls of tools that the provider runs. */
export type ToolCalls = { [tool in ProviderTool]?: number }

/** The units of an answer besides tokens, and its attributes: `{ quantities: { images: 2 }, … }`. */
export type Counted = { quantities: Quantities; attributes: Attributes }

/**
 * The price of one request: its tokens, the card's price for a request if it has one, and the calls of tools that the
 * provider runs, if the card has a price for them. Every class is priced once.
 *
 * @param counted other units; those without a price are free besides their tokens
 * @param basisPoints only this share of it: 500 is 5 %
 * @throws RangeError if a token count is not an integer
 * @example priceUsage({ ...noTokens, inputTokens: 10 }, { input: 2_500_000_000n, output: 10_000_000_000n }).costNanoUsd
 * // 25_000n
 */
export const priceUsage = (
  usage: TokenClasses & { toolCalls?: ToolCalls | undefined },
  card: RateCard,
  basisPoints?: number,
  counted?: Counted,
): Priced => {
  const quantities = quantitiesOf(usage)
  if (usage.toolCalls !== undefined) Object.assign(quantities, pricedCalls(usage.toolCalls, card))
  if (counted !== undefined) Object.assign(quantities, pricedOf(counted, card))
  if (hasRequestRate(card)) quantities.requests ??= 1
  return priceLines(quantities, card, { basisPoints, attributes: counted?.attributes })
}

/** The unit for the calls of each tool. */
const TOOL_UNITS: Record<ProviderTool, Unit> = {
  webSearch: 'web_searches',
  fileSearch: 'file_searches',
  codeExecution: 'code_executions',
  maps: 'map_queries',
}

const pricedCalls = (calls: ToolCalls, card: RateCard): Quantities => {
  const priced = PROVIDER_TOOLS.filter((tool) => toolPrice(card, tool) !== undefined)
  return Object.fromEntries(priced.map((tool) => [TOOL_UNITS[tool], calls[tool] ?? 0]))
}

const pricedOf = ({ quantities }: Counted, card: RateCard): Quantities =>
  Object.fromEntries(
    Object.entries(quantities).filter(([unit]) =>
      unit === 'requests' ? hasRequestRate(card) : hasRateFor(unit as Unit, card),
    ),
  )

const hasRequestRate = ({ request, tiers = [] }: RateCard): boolean =>
  request !== undefined || tiers.some((tier) => tier.request !== undefined)
