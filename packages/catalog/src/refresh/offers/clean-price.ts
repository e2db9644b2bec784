import type { SnapshotPrice, SnapshotRates, SnapshotTieredRates } from '../../price.ts'

/** Whether all rates are zero. */
export const isZero = (price: SnapshotPrice): boolean =>
  [price, ...(price.tiers ?? [])].every((rates) =>
    Object.entries(rates).every(
      ([name, rate]) => typeof rate !== 'string' || name === 'above' || Number(rate) === 0,
    ),
  )

/**
 * Removes rates that would give something away by mistake. A class at 0 beside other rates is one whose price the
 * source does not know; the wallet then charges it like any class without a rate. A cache write that costs less than
 * input is the price of storage. Tiers that change nothing are removed too.
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

/** Keeps input and output even at zero, because embeddings have no output to charge for. */
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
    // The same images, counted in tokens.
    case 'perImage':
      return imageOutput !== undefined
    default:
      return false
  }
}
