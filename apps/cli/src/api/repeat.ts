const LONGEST_WAIT_MS = 10_000

/** The server has done nothing yet, so any request can be repeated. */
const REFUSED_BEFORE_WORK = new Set([429, 503])
const FAILED = new Set([500, 502, 504])
const ALWAYS_REPEATABLE = new Set(['GET', 'PUT', 'DELETE'])

/** A request of which the server does one however often it is sent: by its method, or by its idempotency key. */
export const isRepeatable = (method: string, headers: Record<string, string> = {}): boolean =>
  ALWAYS_REPEATABLE.has(method) || 'idempotency-key' in headers

/**
 * Milliseconds to wait before the request is sent again: what the server asks for, else a second longer each time. null
 * where it should not be sent again: it may have been done, or the wait is too long for who sits before it.
 */
export const waitBeforeRepeating = (
  response: Response,
  { attempt, isRepeatable, nowMs }: { attempt: number; isRepeatable: boolean; nowMs: number },
): number | null => {
  const { status, headers } = response
  if (!REFUSED_BEFORE_WORK.has(status) && !(isRepeatable && FAILED.has(status))) return null
  const waitMs = retryAfterMs(headers.get('retry-after'), nowMs) ?? attempt * 1000
  return waitMs <= LONGEST_WAIT_MS ? waitMs : null
}

/** `Retry-After` is a number of seconds or a date (RFC 9110, 10.2.3). */
const retryAfterMs = (text: string | null, nowMs: number): number | null => {
  if (text === null || text.trim() === '') return null
  const seconds = Number(text)
  const waitMs = Number.isFinite(seconds) ? seconds * 1000 : Date.parse(text) - nowMs
  return Number.isNaN(waitMs) ? null : Math.max(0, waitMs)
}
