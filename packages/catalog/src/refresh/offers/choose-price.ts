import { rates } from '../../price.ts'
import type { SnapshotPrice, SnapshotRates, SnapshotTieredRates } from '../../price.ts'
import { dayBefore } from './day-before.ts'
import { omit } from '../../omit.ts'

/** The price of one seller according to one source. */
export type Quote = {
  source: string
  date: string
  price: SnapshotPrice
  isByHour?: true | undefined
  hasVagueTiers?: true | undefined
}

export type Chosen = {
  price: SnapshotPrice
  /** The sources of this price. */
  sources: string[]
  /** Other prices and their sources, for the reviewer. */
  disputes: string[]
}

/** Sources that are older than the newest one by more than this count only if there is no fresh one. */
const FRESH_DAYS = 45

/**
 * Chooses one price from several sources. Groups the quotes by the rates of input and output, and chooses the group
 * with the most fresh sources, then the freshest, then the first. Within the group, the most common rate of each class
 * counts. `quotes` are in the order of trust. If a seller's prices vary by hour, the highest counts, because a rate
 * card has no hours.
 */
export const choosePrice = (quotes: readonly Quote[], hasPeakHours = false): Chosen => {
  const groups = groupByHeadline(withPicturePrices(quotes))
  const newest = quotes
    .map(({ date }) => date)
    .toSorted()
    .at(-1)!
  const freshFrom = dayBefore(newest, FRESH_DAYS)
  const weight = (group: readonly Quote[]) => [
    hasPeakHours ? Number(group[0]!.price.output) : 0,
    ...weigh(group, freshFrom),
  ]
  const [best, ...others] = groups.toSorted((a, b) => compare(weight(b), weight(a)))
  const { price, disputes } = agree(best!)
  return {
    price,
    sources: best!.map(({ source }) => source),
    disputes: [
      ...disputes,
      ...others.map((group) => `${group.map(({ source }) => source).join(' and ')}: ${headline(group[0]!)}`),
    ],
  }
}

const headline = ({ price: { input, output } }: Quote): string => `${input}/${output}`

const groupByHeadline = (quotes: readonly Quote[]): Quote[][] =>
  Object.values(Object.groupBy(quotes, headline)).map((group) => group!)

/** The rank of a group: sources that know prices by hour come first, then the number of fresh sources, then dates. */
const weigh = (group: readonly Quote[], freshFrom: string): (number | string)[] => [
  group.some(({ isByHour }) => isByHour) ? 1 : 0,
  group.filter(({ date }) => date >= freshFrom).length,
  group
    .map(({ date }) => date)
    .toSorted()
    .at(-1)!,
]

const compare = (a: readonly (number | string)[], b: readonly (number | string)[]): number => {
  const index = a.findIndex((value, at) => value !== b[at])
  return index === -1 ? 0 : a[index]! < b[index]! ? -1 : 1
}

/**
 * Some sources state the price of images as the price of output. If another source has both, corrects them by it.
 */
const withPicturePrices = (quotes: readonly Quote[]): Quote[] => {
  const known = quotes.find(({ price }) => price.imageOutput !== undefined)
  if (known === undefined) return [...quotes]
  const { output, imageOutput } = known.price
  return quotes.map((quote) =>
    quote.price.imageOutput === undefined && quote.price.output === imageOutput
      ? { ...quote, price: { ...quote.price, output, imageOutput } }
      : quote,
  )
}

const agree = (group: readonly Quote[]): { price: SnapshotPrice; disputes: string[] } => {
  const disputes: string[] = []
  const base = agreeOnRates(
    group.map(({ source, price }) => ({ source, rates: omit(price, 'tiers', 'surcharges') })),
    disputes,
  )
  const tiers = agreeOnTiers(group, base, disputes)
  const surcharges = Object.assign({}, ...group.map(({ price }) => price.surcharges ?? {}).toReversed())
  return {
    price: {
      ...base,
      ...(tiers ? { tiers } : {}),
      ...(Object.keys(surcharges).length > 0 ? { surcharges } : {}),
    },
    disputes,
  }
}

type RatesOf = { source: string; rates: SnapshotRates }

const RATE_NAMES = rates.keyof().options

const agreeOnRates = (all: readonly RatesOf[], disputes: string[]): SnapshotRates => {
  const agreed: Partial<SnapshotRates> = {}
  for (const name of RATE_NAMES) {
    const votes = all.flatMap(({ source, rates }) =>
      rates[name] === undefined ? [] : [{ source, rate: rates[name] }],
    )
    const byRate = Object.entries(Object.groupBy(votes, ({ rate }) => rate)).toSorted(
      ([, a], [, b]) => b!.length - a!.length,
    )
    const [winner, ...others] = byRate
    if (winner) agreed[name] = winner[0]
    for (const [rate, voters] of others)
      disputes.push(`${voters!.map(({ source }) => source).join(' and ')}: ${name} ${rate}`)
  }
  return agreed as SnapshotRates
}

/** Agrees on tiers. Sources that do not know where a tier starts only confirm the others. */
const agreeOnTiers = (
  group: readonly Quote[],
  base: SnapshotRates,
  disputes: string[],
): SnapshotTieredRates['tiers'] => {
  const withTiers = group.filter(({ price }) => price.tiers !== undefined)
  const exact = withTiers.filter(({ hasVagueTiers }) => !hasVagueTiers)
  const speakers = exact.length > 0 ? exact : withTiers
  if (speakers.length === 0) return undefined
  const starts = [...new Set(speakers.flatMap(({ price }) => price.tiers!.map(({ above }) => above)))]
  return starts
    .toSorted((a, b) => a - b)
    .map((above) => {
      const rates = speakers.flatMap(({ source, price }) =>
        price.tiers!.flatMap(({ above: start, ...tier }) =>
          start === above ? [{ source, rates: withoutZeros(tier) }] : [],
        ),
      )
      return { above, ...inProportion(agreeOnRates(rates, disputes), base) }
    })
}

const withoutZeros = (rates: SnapshotRates): SnapshotRates =>
  Object.fromEntries(Object.entries(rates).filter(([, rate]) => Number(rate) > 0)) as SnapshotRates

/** Adds the missing classes of a tier, scaled like its input: every vendor with tiers prices them so. */
const inProportion = (tier: SnapshotRates, base: SnapshotRates): SnapshotRates => {
  const factor = Number(tier.input) / Number(base.input)
  const missing = (['cacheRead', 'cacheWrite', 'cacheWrite1h'] as const).filter(
    (name) => tier[name] === undefined && base[name] !== undefined,
  )
  return {
    ...tier,
    ...Object.fromEntries(
      missing.map((name) => [name, (Number(base[name]) * factor).toFixed(9).replace(/\.?0+$/, '')]),
    ),
  }
}
