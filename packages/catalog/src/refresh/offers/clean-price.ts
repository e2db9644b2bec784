import type { SnapshotPrice, SnapshotRates, SnapshotTieredRates } from '../../price.ts'

/** Whether all of it costs nothing. */
export const isZero = (price: SnapshotPrice): boolean =>
  [price, ...(price.tiers ?? [])].every((rates) =>
    Object.entries(rates).every(
      ([name, rate]) => typeof rate !== 'string' || name === 'above' || Number(rate) === 0,
    ),
  )

/**
 * Takes out what would be given away by mistake: a class at 0 beside others that cost something is one whose price the
 * source does not know, and is then charged as the wallet charges any class without a rate. So is a cache write that
 * costs less than the input it is made of: it is the price of the storage. Tiers that change nothing go too.
 */
export const withoutGaps = ({ surcharges, ...price }: SnapshotPrice): SnapshotPrice => ({
  ...cleanTiers(price),
  ...(surcharges ? { surcharges } : {}),
})

const cleanTiers = ({ tiers, ...rates }: SnapshotTieredRates): SnapshotTieredRates => {
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
  ...Object.fromEntries(
    Object.entries(classes).filter(
      ([name, rate]) => Number(rate) > 0 && !isNoise(name, rate, { input, output, ...classes }),
    ),
  ),
})

const isNoise = (name: string, rate: string, { input, output, imageOutput }: SnapshotRates): boolean => {
  switch (name) {
    case 'cacheWrite':
      return Number(rate) < Number(input)
    case 'reasoning':
      return rate === output
    // The same pictures, counted in tokens.
    case 'perImage':
      return imageOutput !== undefined
    default:
      return false
  }
}
