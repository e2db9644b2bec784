import { findProvider } from '@pydantic/genai-prices'
import type { ConditionalPrice, MatchLogic, ModelInfo, ModelPrice } from '@pydantic/genai-prices'
import type { SnapshotPrice, SnapshotRates } from '../../snapshot.ts'
import { decimals } from './decimal.ts'
import type { Listing } from './listing.ts'

/** What one of genai-prices' providers charges on a day for a model by its own name; null when it does not say. */
export const findGenaiPrice = (providerId: string, model: string, date: string): Listing | null => {
  const found = findProvider({ providerId })?.models.find(({ match }) => matches(match, model.toLowerCase()))
  const price = found && priceOf(found, date)
  if (!price) return null
  return {
    model,
    name: found.name ?? model,
    context: found.context_window ?? null,
    price,
    isByHour: isByHour(found),
  }
}

const matches = (logic: MatchLogic, model: string): boolean => {
  if ('equals' in logic) return model === logic.equals.toLowerCase()
  if ('starts_with' in logic) return model.startsWith(logic.starts_with.toLowerCase())
  if ('ends_with' in logic) return model.endsWith(logic.ends_with.toLowerCase())
  if ('contains' in logic) return model.includes(logic.contains.toLowerCase())
  if ('regex' in logic) return new RegExp(logic.regex, 'i').test(model)
  if ('and' in logic) return logic.and.every((each) => matches(each, model))
  return logic.or.some((each) => matches(each, model))
}

/** Fields of genai-prices by our token classes. */
const FIELDS: Record<keyof SnapshotRates, string> = {
  input: 'input_mtok',
  output: 'output_mtok',
  cacheRead: 'cache_read_mtok',
  cacheWrite: 'cache_write_mtok',
  cacheWrite1h: 'cache_write_1h_mtok',
  reasoning: 'output_reasoning_mtok',
  audioInput: 'input_audio_mtok',
  audioOutput: 'output_audio_mtok',
  imageInput: 'input_image_mtok',
  imageOutput: 'output_image_mtok',
  request: 'requests_kcount',
}

const priceOf = ({ prices }: ModelInfo, date: string): SnapshotPrice | null => {
  const current = Array.isArray(prices) ? priceOn(prices, date) : prices
  if (current?.input_mtok === undefined) return null
  const base = ratesAt(current, 0)
  const starts = [...new Set(Object.values(current).flatMap((value) => tierStarts(value)))].toSorted(
    (a, b) => a - b,
  )
  const tiers = starts.map((above) => ({ above, ...ratesAt(current, above + 1) }))
  return { ...base, ...(tiers.length > 0 ? { tiers } : {}) }
}

/** The price in force. Prices by the hour cannot be told in a rate card: the highest hour is what it costs. */
const priceOn = (prices: ConditionalPrice[], date: string): ModelPrice | undefined => {
  const started = prices.filter(
    ({ constraint }) => constraint?.type === 'start_date' && constraint.start_date <= date,
  )
  if (started.length > 0) return started.at(-1)!.prices
  return prices
    .filter(({ constraint }) => constraint?.type !== 'start_date')
    .map((each) => each.prices)
    .toSorted((a, b) => (amountAt(b.output_mtok, 0) ?? 0) - (amountAt(a.output_mtok, 0) ?? 0))[0]
}

const isByHour = ({ prices }: ModelInfo): boolean =>
  Array.isArray(prices) && prices.some(({ constraint }) => constraint?.type === 'time_of_date')

type Amount = ModelPrice[string]

const tierStarts = (amount: Amount): number[] =>
  typeof amount === 'object' ? amount.tiers.map(({ start }) => start) : []

const amountAt = (amount: Amount, inputTokens: number): number | undefined => {
  if (typeof amount !== 'object') return amount
  return amount.tiers.findLast(({ start }) => inputTokens > start)?.price ?? amount.base
}

const ratesAt = (prices: ModelPrice, inputTokens: number): SnapshotRates => {
  const amounts = Object.fromEntries(
    Object.entries(FIELDS).map(([field, name]) => [field, amountAt(prices[name], inputTokens)]),
  ) as Record<keyof SnapshotRates, number | undefined>
  const perRequest = amounts.request === undefined ? undefined : amounts.request / 1000
  return { input: '0', output: '0', ...decimals({ ...amounts, request: perRequest }) }
}
