import { PublicError } from '@gptget/errors'
import { isDatabaseDown, isDataRefused } from './database-errors.ts'

/**
 * What a caller may know of a failed query: that Postgres is down (`awayMessage`), or that it refused a value. Anything
 * else is our own fault and is returned unchanged.
 */
export const explainFailure = (
  error: unknown,
  awayMessage = 'This cannot be answered right now. Retry.',
): unknown => {
  if (isDatabaseDown(error))
    return new PublicError('service_unavailable', awayMessage, { retryAfterMs: 1_000 }, error)
  if (isDataRefused(error))
    return new PublicError(
      'invalid_request',
      `A value cannot be stored: ${(error as Error).message}.`,
      {},
      error,
    )
  return error
}
