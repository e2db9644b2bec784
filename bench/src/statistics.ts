/** The nearest-rank quantile of sorted values; `share` is 0 to 1. NaN without values. */
export const quantile = (sorted: ArrayLike<number>, share: number): number =>
  sorted[Math.min(sorted.length - 1, Math.max(0, Math.ceil(share * sorted.length) - 1))] ?? NaN

export type Spread = { median: number; min: number; max: number }

/** The median and range of several rounds. @throws Error without values */
export const spreadOf = (values: readonly number[]): Spread => {
  if (values.length === 0) throw new Error('Nothing was measured')
  const sorted = values.toSorted((one, other) => one - other)
  const middle = sorted.length / 2
  const median =
    sorted.length % 2 === 1 ? sorted[Math.floor(middle)]! : (sorted[middle - 1]! + sorted[middle]!) / 2
  return { median, min: sorted[0]!, max: sorted.at(-1)! }
}

/** The slope of the best-fitting line (least squares). 0 for fewer than two points. */
export const slopeOf = (points: readonly { x: number; y: number }[]): number => {
  const meanX = points.reduce((sum, { x }) => sum + x, 0) / points.length
  const meanY = points.reduce((sum, { y }) => sum + y, 0) / points.length
  const across = points.reduce((sum, { x }) => sum + (x - meanX) ** 2, 0)
  return across > 0 ? points.reduce((sum, { x, y }) => sum + (x - meanX) * (y - meanY), 0) / across : 0
}
