import { isDatabaseDown, isDataRefused } from '@gptget/postgres'
import { PublicError } from '@gptget/protocol'

/** Runs a verb and tells a Postgres that is away, and a value it refuses, apart from a fault of ours. */
export const explained = async <Answer>(work: () => Promise<Answer>): Promise<Answer> => {
  try {
    return await work()
  } catch (error) {
    throw explain(error)
  }
}

const explain = (error: unknown): unknown => {
  if (isDatabaseDown(error))
    return new PublicError(
      'service_unavailable',
      'Kept responses cannot be reached at the moment.',
      { retryAfterMs: 1_000 },
      error,
    )
  if (isDataRefused(error))
    return new PublicError(
      'invalid_request',
      `A value cannot be stored: ${(error as Error).message}.`,
      {},
      error,
    )
  return error
}
