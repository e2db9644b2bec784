import { readFileSync } from 'node:fs'
import path from 'node:path'
import { z } from 'zod'
import type { SnapshotRates, SnapshotTieredRates } from '../../price.ts'
import { omit } from '../../omit.ts'
import { decimal, decimals } from './decimal.ts'
import type { Listing } from './listing.ts'
import { readPythonLiteral } from './python-literal.ts'

type Match = {
  is: string
  equals?: string
  starts_with?: string
  ends_with?: string
  contains?: string
  or_?: Match[]
}
const match: z.ZodType<Match> = z.lazy(() =>
  z.object({
    is: z.string(),
    equals: z.string().optional(),
    starts_with: z.string().optional(),
    ends_with: z.string().optional(),
    contains: z.string().optional(),
    or_: z.array(match).optional(),
  }),
)

/** `Decimal('0.3')` */
const decimalCall = z
  .object({ is: z.literal('Decimal'), args: z.tuple([z.coerce.number()]) })
  .transform(({ args: [value] }) => value)

/** `datetime.date(2026, 10, 1)` */
const dateCall = z
  .object({ is: z.literal('date'), args: z.tuple([z.number(), z.number(), z.number()]) })
  .transform(({ args }) => args.map((part) => String(part).padStart(2, '0')).join('-'))

const amount = z.union([
  decimalCall,
  z.object({
    is: z.literal('TieredPrices'),
    base: decimalCall,
    tiers: z.array(z.object({ start: z.number(), price: decimalCall })),
  }),
])
type Amount = z.output<typeof amount>
const modelPrice = z
  .looseObject({ is: z.literal('ModelPrice'), args: z.array(z.unknown()) })
  .transform((price) => z.record(z.string(), amount).parse(omit(price, 'is', 'args')))
type ModelPrice = z.output<typeof modelPrice>

const constraint = z.object({ is: z.string(), start_date: dateCall.optional() })
const conditional = z.object({ prices: modelPrice, constraint: constraint.nullish() })
type Conditional = z.output<typeof conditional>

const model = z.object({
  name: z.string().nullish(),
  match,
  context_window: z.number().nullish(),
  prices: z.union([modelPrice, z.array(conditional)]),
})
type Model = z.output<typeof model>
const providers = z.array(z.object({ id: z.string(), models: z.array(model) }))

/** The start of the list of providers. */
const PROVIDERS = /^providers\b[^=\n]*=\s*/m

/** Reads the prices of providers on a day from genai-prices. Its data is generated Python, which is not run. */
export const readGenaiPrices = (folder: string, date: string): ((providerId: string) => Listing[]) => {
  const source = readFileSync(path.join(folder, 'genai_prices/data.py'), 'utf8')
  const begin = PROVIDERS.exec(source)
  if (begin === null) throw new Error('genai-prices no longer has a list of providers.')
  const list = readPythonLiteral(source.slice(begin.index + begin[0].length))
  const all = new Map(providers.parse(list).map(({ id, models }) => [id, models]))
  return (providerId) => (all.get(providerId) ?? []).flatMap((each) => readModel(each, date))
}

const readModel = (found: Model, date: string): Listing[] => {
  const current = Array.isArray(found.prices) ? priceOn(found.prices, date) : found.prices
  if (current?.['input_mtok'] === undefined) return []
  const price = priceOf(current)
  return namesOf(found.match).map((name) => ({
    model: name,
    ...(found.name ? { name: found.name } : {}),
    ...(found.context_window ? { context: found.context_window } : {}),
    price,
    ...(isByHour(found) ? { isByHour: true as const } : {}),
  }))
}

/**
 * The names that a model matches. A prefix only matches the same name, because a later model may begin with the name
 * of an older one.
 */
const namesOf = ({ equals, starts_with, ends_with, contains, or_ }: Match): string[] => [
  ...[equals, starts_with, ends_with, contains].filter((name) => name !== undefined),
  ...(or_ ?? []).flatMap(namesOf),
]

/** Fields of genai-prices by our token classes. */
const FIELDS = {
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
} as const satisfies Partial<Record<keyof SnapshotRates, string>>

const priceOf = (current: ModelPrice): NonNullable<Listing['price']> => {
  const starts = [...new Set(Object.values(current).flatMap(tierStarts))].toSorted((a, b) => a - b)
  const tiers = starts.map((above) => ({ above, ...ratesAt(current, above + 1) }))
  const base: SnapshotTieredRates = {
    ...ratesAt(current, 0),
    ...(tiers.length > 0 ? { tiers } : {}),
  }
  const searches = amountAt(current['web_searches_kcount'], 0)
  return searches === undefined
    ? base
    : { ...base, surcharges: { toolCalls: { webSearch: decimal(searches / 1000) } } }
}

/** The price on a date. For prices by hour, the highest, because a rate card has no hours. */
const priceOn = (prices: readonly Conditional[], date: string): ModelPrice | undefined => {
  const started = prices.filter(
    (each) => each.constraint?.is === 'StartDateConstraint' && each.constraint.start_date! <= date,
  )
  if (started.length > 0) return started.at(-1)!.prices
  return prices
    .filter((each) => each.constraint?.is !== 'StartDateConstraint')
    .map((each) => each.prices)
    .toSorted((a, b) => (amountAt(b['output_mtok'], 0) ?? 0) - (amountAt(a['output_mtok'], 0) ?? 0))[0]
}

const isByHour = ({ prices }: Model): boolean =>
  Array.isArray(prices) && prices.some((each) => each.constraint?.is === 'TimeOfDateConstraint')

const tierStarts = (each: Amount): number[] =>
  typeof each === 'object' ? each.tiers.map(({ start }) => start) : []

const amountAt = (each: Amount | undefined, inputTokens: number): number | undefined => {
  if (typeof each !== 'object') return each
  return each.tiers.findLast(({ start }) => inputTokens > start)?.price ?? each.base
}

const ratesAt = (prices: ModelPrice, inputTokens: number): SnapshotRates => {
  const amounts = Object.fromEntries(
    Object.entries(FIELDS).map(([field, name]) => [field, amountAt(prices[name], inputTokens)]),
  ) as Record<keyof typeof FIELDS, number | undefined>
  const perRequest = amounts.request === undefined ? undefined : amounts.request / 1000
  return { input: '0', output: '0', ...decimals({ ...amounts, request: perRequest }) }
}
