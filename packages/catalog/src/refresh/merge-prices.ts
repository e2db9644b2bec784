import type { SnapshotPrice, SnapshotRates } from '../snapshot.ts'
import type { Listing } from './sources/listing.ts'

type Priced = Pick<Listing, 'price' | 'isByHour'>

/** How much a source tells: its token classes, whether the size of a request matters, whether the hour does. */
const classCount = ({ price: { tiers, ...rates }, isByHour }: Priced): number =>
  Object.keys(rates).length + (tiers ? 1 : 0) + (isByHour ? 1 : 0)

export type Merged = { price: SnapshotPrice; isDisputed: boolean }

/**
 * One price out of two sources'. Where they agree on input and output they complete each other; where they do not, the
 * one with more classes is believed, the first when both have as many.
 */
export const mergePrices = (first: Priced, second: Priced | null): Merged => {
  if (second === null) return { price: first.price, isDisputed: false }
  const isSecondBetter = classCount(second) > classCount(first)
  const [better, other] = isSecondBetter ? [second.price, first.price] : [first.price, second.price]
  const isDisputed = better.input !== other.input || better.output !== other.output
  return { price: isDisputed ? better : { ...other, ...better }, isDisputed }
}

/** Whether all of it costs nothing. */
export const isZero = (price: SnapshotPrice): boolean =>
  [price, ...(price.tiers ?? [])].every(({ input, output }) => Number(input) === 0 && Number(output) === 0)

/**
 * Takes out what would be given away by mistake: a class at 0 beside others that cost something is one whose price the
 * source does not know, and is then charged as the wallet charges any class without a rate. Tiers that change nothing go too.
 */
export const withoutGaps = ({ tiers, ...rates }: SnapshotPrice): SnapshotPrice => {
  const base = withoutZeros(rates)
  const rising = (tiers ?? [])
    .map(({ above, ...tier }) => ({ above, ...withoutZeros(tier) }))
    .filter(({ input, output }) => input !== base.input || output !== base.output)
  return rising.length > 0 ? { ...base, tiers: rising } : base
}

/** Input and output stay: embeddings have no output to charge for. */
const withoutZeros = ({ input, output, ...classes }: SnapshotRates): SnapshotRates => ({
  input,
  output,
  ...Object.fromEntries(Object.entries(classes).filter(([, rate]) => Number(rate) > 0)),
})
