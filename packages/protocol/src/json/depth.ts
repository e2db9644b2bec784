/** Deeper than realistic JSON, and far below the depth at which recursion would overflow the stack. */
export const MAX_JSON_DEPTH = 256

/** Whether parsed JSON is nested more than `levels` deep. */
export const isDeeperThan = (levels: number, value: unknown): boolean => {
  if (typeof value !== 'object' || value === null) return false
  if (levels === 0) return true
  const inner: unknown[] = Array.isArray(value) ? value : Object.values(value)
  return inner.some((child) => isDeeperThan(levels - 1, child))
}
