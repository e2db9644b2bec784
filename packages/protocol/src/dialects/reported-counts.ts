import { isObject, type JsonObject } from '../json/object.ts'

/** No request and no answer has a billion tokens: a larger count is no count. */
const MAX_TOKENS = 1e9

/**
 * Reads the counts of a provider's usage object. One that cannot be right (negative, not a number, beyond any answer)
 * is taken as missing, and from then on `areSound` is false: what was read is an estimate.
 */
export class ReportedCounts {
  areSound = true

  /**
   * The first of the values that is there, in tokens; 0 where none is. Google's JSON may write whole numbers as text.
   */
  of(...values: unknown[]): number {
    let value: unknown
    for (let at = 0; at < values.length && (value ?? null) === null; at++) value = values[at]
    if ((value ?? null) === null) return 0
    const count = typeof value === 'string' && /^\d+$/.test(value) ? Number(value) : value
    if (typeof count === 'number' && count >= 0 && count <= MAX_TOKENS) return Math.trunc(count)
    this.areSound = false
    return 0
  }
}

/**
 * The newest of two cumulative reports of one answer. What the later leaves out, or says as zero, stands as it was:
 * servers fill counts they no longer know with zeros.
 */
export const newestReport = (before: JsonObject | undefined, later: JsonObject): JsonObject => {
  if (before === undefined) return later
  const merged = { ...later }
  for (const [name, known] of Object.entries(before)) {
    const value = later[name]
    if (isObject(known) && isObject(value)) merged[name] = newestReport(known, value)
    else if (saysNothing(value)) merged[name] = known
  }
  return merged
}

const saysNothing = (value: unknown): boolean =>
  value === undefined || value === null || value === 0 || (Array.isArray(value) && value.length === 0)
