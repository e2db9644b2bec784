import { UNITS, type ChargeLine, type ProviderTool, type Unit } from '@gptget/contracts'
import {
  completeRateCard,
  ratesAt,
  type CompleteRateCard,
  type RateCard,
  type UnitRates,
} from './rate-card.ts'
import { LARGEST_RATE_SIZE, rateSizeOf } from './rate-sizes.ts'
import type { Quantities } from './token-classes.ts'

/** Usage with its price: the costs of the lines sum to the cost. */
export type Priced = { lines: ChargeLine[]; costNanoUsd: bigint }

export type PriceOptions = {
  /** Only this share of it: 500 is 5 %. */
  basisPoints?: number
  /** What rates may depend on besides the unit: `{ size: '1024x1024', quality: 'high' }`. */
  attributes?: Attributes
}
export type Attributes = Readonly<Record<string, string>>

/** One percent is 100 basis points. */
const WHOLE_BASIS_POINTS = 10_000n

/**
 * Prices usage in nano-USD, with one line for each unit that occurs. The sum is rounded up once, so splitting a line
 * never changes the cost; the cost of a line is the increase of that sum.
 *
 * @throws RangeError if a quantity is not an integer, or the card has no rate for its unit
 * @example priceLines({ input_tokens: 10, images: 2 }, { input: 2_500_000_000n, output: 0n, perImage: 40_000_000n })
 */
export const priceLines = (quantities: Quantities, card: RateCard, options: PriceOptions = {}): Priced => {
  const rates = completeRateCard(ratesAt(card, wholeInputOf(quantities)))
  const share = options.basisPoints === undefined ? WHOLE_BASIS_POINTS : BigInt(options.basisPoints)
  const lines: ChargeLine[] = []
  let exact = 0n
  let costNanoUsd = 0n
  for (const unit of UNITS) {
    const quantity = quantities[unit] ?? 0
    if (quantity === 0) continue
    const rateNanoUsd = rateOf(unit, rates, card, options.attributes)
    exact += BigInt(quantity) * rateNanoUsd * (LARGEST_RATE_SIZE / rateSizeOf(unit)) * share
    const sum = divideRoundingUp(exact, LARGEST_RATE_SIZE * WHOLE_BASIS_POINTS)
    lines.push({ unit, quantity, rateNanoUsd, costNanoUsd: sum - costNanoUsd })
    costNanoUsd = sum
  }
  return { lines, costNanoUsd }
}

/** Whether a card has a price for a unit, so that it can be sold. */
export const hasRateFor = (unit: Unit, card: RateCard): boolean => {
  if (CLASS_RATES[unit] !== undefined) return true
  return unitRateOf(unit, card, {}) !== undefined
}

/** A share of an amount of nano-USD, rounded up. */
export const shareOf = (amountNanoUsd: bigint, basisPoints: number): bigint =>
  divideRoundingUp(amountNanoUsd * BigInt(basisPoints), WHOLE_BASIS_POINTS)

const divideRoundingUp = (dividend: bigint, divisor: bigint): bigint => (dividend + divisor - 1n) / divisor

/** The parts of a request's whole input, which selects its tier. */
const INPUT_UNITS = [
  'input_tokens',
  'cache_read_tokens',
  'cache_write_tokens',
  'cache_write_1h_tokens',
  'audio_input_tokens',
  'image_input_tokens',
] as const satisfies readonly Unit[]

const wholeInputOf = (quantities: Quantities): number =>
  INPUT_UNITS.reduce((sum, unit) => sum + (quantities[unit] ?? 0), 0)

const CLASS_RATES: { [unit in Unit]?: keyof CompleteRateCard } = {
  input_tokens: 'input',
  cache_read_tokens: 'cacheRead',
  cache_write_tokens: 'cacheWrite',
  cache_write_1h_tokens: 'cacheWrite1h',
  audio_input_tokens: 'audioInput',
  image_input_tokens: 'imageInput',
  output_tokens: 'output',
  reasoning_tokens: 'reasoning',
  audio_output_tokens: 'audioOutput',
  image_output_tokens: 'imageOutput',
  requests: 'request',
}

const UNIT_RATES: { [unit in Unit]?: keyof UnitRates } = {
  images: 'perImage',
  seconds: 'perSecond',
  minutes: 'perMinute',
  characters: 'perMillionCharacters',
  computer_hours: 'perHour',
  stored_byte_hours: 'perGigabyteHour',
}

const TOOL_RATES: { [unit in Unit]?: ProviderTool } = {
  web_searches: 'webSearch',
  file_searches: 'fileSearch',
  code_executions: 'codeExecution',
  map_queries: 'maps',
}

const rateOf = (unit: Unit, rates: CompleteRateCard, card: RateCard, attributes: Attributes = {}): bigint => {
  const classRate = CLASS_RATES[unit]
  if (classRate !== undefined) return rates[classRate]
  const rate = unitRateOf(unit, card, attributes)
  if (rate === undefined) throw new RangeError(`there is no rate for ${unit}`)
  return rate
}

const unitRateOf = (unit: Unit, card: RateCard, attributes: Attributes): bigint | undefined => {
  const tool = TOOL_RATES[unit]
  if (tool !== undefined) return card.surcharges?.toolCalls?.[tool]
  const name = UNIT_RATES[unit]
  if (name === undefined) return undefined
  const found = (variantWith(name, card, attributes) ?? card)[name]
  // If no variant matches and the card has nothing else, the most expensive one applies: it is not free.
  return found ?? highest(variantsOf(name, card)) ?? secondOfMinute(unit, card, attributes)
}

/** Audio is counted in seconds, also if a card has a price for minutes. */
const secondOfMinute = (unit: Unit, card: RateCard, attributes: Attributes): bigint | undefined => {
  const minute = unit === 'seconds' ? unitRateOf('minutes', card, attributes) : undefined
  return minute === undefined ? undefined : divideRoundingUp(minute, 60n)
}

const variantsOf = (rate: keyof UnitRates, { variants = [] }: RateCard): bigint[] =>
  variants.flatMap((variant) => variant[rate] ?? [])

const highest = (rates: readonly bigint[]): bigint | undefined =>
  rates.reduce<bigint | undefined>(
    (most, rate) => (most === undefined || rate > most ? rate : most),
    undefined,
  )

/**
 * The highest charge of a card for an amount of a unit, in nano-USD, as far as the attributes are known. Without a
 * price it is zero.
 */
export const highestUnitCost = (
  unit: Unit,
  quantity: number,
  card: RateCard,
  attributes: Attributes,
): bigint => {
  const rate = highestUnitRate(unit, card, attributes) ?? 0n
  return divideRoundingUp(BigInt(quantity) * rate, rateSizeOf(unit))
}

const highestUnitRate = (unit: Unit, card: RateCard, attributes: Attributes): bigint | undefined => {
  const name = UNIT_RATES[unit]
  if (name === undefined) return undefined
  const mayFit = (card.variants ?? []).filter(({ when }) =>
    Object.entries(when).every(([key, value]) => attributes[key] === undefined || attributes[key] === value),
  )
  const rates = [
    ...variantsOf(name, { ...card, variants: mayFit }),
    ...(card[name] === undefined ? [] : [card[name]]),
  ]
  return highest(rates) ?? highest(variantsOf(name, card)) ?? secondOfMinute(unit, card, attributes)
}

const variantWith = (rate: keyof UnitRates, { variants = [] }: RateCard, attributes: Attributes) =>
  variants.find(
    (variant) =>
      variant[rate] !== undefined &&
      Object.entries(variant.when).every(([name, value]) => attributes[name] === value),
  )
