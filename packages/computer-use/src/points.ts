import type { Scale } from './style.ts'

export type PointRead = { x: number; y: number } | { error: string }

const isNumber = (value: unknown): value is number => typeof value === 'number' && Number.isFinite(value)

/**
 * A point on a screenshot as a point on the display. A point outside of it is an error and never moved inside: a click
 * somewhere else would be worse than none.
 */
export const pointOnShot = (value: unknown, scale: Scale, name = 'coordinate'): PointRead => {
  if (!Array.isArray(value) || value.length !== 2 || !value.every(isNumber))
    return { error: `${name}: expected [x, y].` }
  const [x, y] = value as [number, number]
  const { sentWidth, sentHeight } = scale
  if (x < 0 || y < 0 || x >= sentWidth || y >= sentHeight)
    return { error: `${name}: [${x}, ${y}] is outside of the screen, which is ${sentWidth}x${sentHeight}.` }
  return {
    x: Math.min(scale.width - 1, Math.floor((x * scale.width) / sentWidth)),
    y: Math.min(scale.height - 1, Math.floor((y * scale.height) / sentHeight)),
  }
}

/** Gemini's points: thousandths of the display, from 0 to 999. */
const GRID = 1_000

export const pointOnGrid = (x: unknown, y: unknown, { width, height }: Scale, name = 'x, y'): PointRead => {
  if (!isNumber(x) || !isNumber(y)) return { error: `${name}: expected two numbers.` }
  if (x < 0 || y < 0 || x >= GRID || y >= GRID)
    return { error: `${name}: (${x}, ${y}) is outside of the screen, which is 0 to ${GRID - 1}.` }
  return { x: Math.floor((x * width) / GRID), y: Math.floor((y * height) / GRID) }
}

/** Longest side and most pixels of an image that no vendor scales down. */
const LONGEST_EDGE = 1_568
const MOST_PIXELS = 1_150_000

/** The size at which the display is sent. */
export const scaleFor = ({ width, height }: { width: number; height: number }): Scale => {
  const share = Math.min(1, LONGEST_EDGE / Math.max(width, height), Math.sqrt(MOST_PIXELS / (width * height)))
  return { width, height, sentWidth: Math.round(width * share), sentHeight: Math.round(height * share) }
}
