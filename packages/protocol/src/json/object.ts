/** Tolerant readers for providers' data: only the fields that we use are read, and any may be missing. */
export type JsonObject = Record<string, unknown>

export const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

export const objectOf = (value: unknown): JsonObject => (isObject(value) ? value : {})

export const arrayOf = (value: unknown): unknown[] => (Array.isArray(value) ? value : [])

export const textOf = (value: unknown): string => (typeof value === 'string' ? value : '')

export const optionalText = (value: unknown): string | undefined =>
  typeof value === 'string' && value !== '' ? value : undefined

/**
 * An index of a list: a whole number and never negative, even if something else was sent. Token counts are read by
 * `ReportedCounts`.
 */
export const placeOf = (value: unknown): number =>
  typeof value === 'number' && value > 0 && value <= Number.MAX_SAFE_INTEGER ? Math.trunc(value) : 0

/** Parsed JSON, or undefined if the text is not JSON. */
export const parseJson = (text: string, parse: (text: string) => unknown = JSON.parse): unknown => {
  try {
    return parse(text)
  } catch {
    return undefined
  }
}

/** The object without its undefined fields, which JSON would drop anyway but tests would see. */
export const compact = <T extends JsonObject>(value: T): T => {
  for (const key in value) if (value[key] === undefined) delete value[key]
  return value
}
