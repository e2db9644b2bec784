import { isObject, type JsonObject } from '../json/object.ts'

/** No request and no answer has a billion tokens, so a larger count is invalid. */
const MAX_TOKENS = 1e9

/**
 * Reads the counts of a provider's usage object. An invalid count (negative, not a number, beyond any answer) counts as
 * missing, and `areSound` is then false: the result is an estimate.
 */
export class ReportedCounts {
  areSound = true

  /**
   * The first present value, in tokens; 0 without any. Google's JSON may have whole numbers as text.
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
 * The newest of two cumulative reports of one answer. Counts that are missing or zero in the later one stay, because
 * servers send zeros for counts that they no longer know.
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
