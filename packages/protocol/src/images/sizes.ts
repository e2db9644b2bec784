import type { Loss } from '../canonical/losses.ts'
import type { ImageRequest } from './image.ts'

type Size = ImageRequest['size']

export const sizeText = (size: Size): string | undefined =>
  size ? `${size.width}x${size.height}` : undefined

/** The ratio of a list that is closest to a size, and whether it is exact. */
export const nearestRatio = (
  { width, height }: NonNullable<Size>,
  ratios: readonly string[],
): { ratio: string; isExact: boolean } => {
  const wanted = Math.log(width / height)
  const distanceOf = (ratio: string): number => {
    const [across = 1, down = 1] = ratio.split(':').map(Number)
    return Math.abs(wanted - Math.log(across / down))
  }
  const ratio = ratios.reduce((best, each) => (distanceOf(each) < distanceOf(best) ? each : best))
  return { ratio, isExact: distanceOf(ratio) < 0.001 }
}

/** `1K` for images up to about 1,500 pixels, and so on. */
export const resolutionOf = ({ width, height }: NonNullable<Size>): '1K' | '2K' | '4K' => {
  const longest = Math.max(width, height)
  if (longest <= 1_536) return '1K'
  return longest <= 2_560 ? '2K' : '4K'
}

/** The loss of a size that is served with the closest supported shape. */
export const sizeLoss = (isExact: boolean): Loss[] =>
  isExact
    ? []
    : [{ param: 'size', action: 'rewritten', reason: 'this model makes pictures of a few shapes only' }]
