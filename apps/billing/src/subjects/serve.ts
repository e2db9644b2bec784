import type { Bus } from '@gptget/bus'
import { isDatabaseDown, isDataRefused } from '@gptget/postgres'
import { PublicError } from '@gptget/protocol'

export type Serve = Bus['serve']

/** Serves as the bus does, and tells a Postgres that is away, and a value it refuses, apart from a fault of ours. */
export const serveWithDatabase =
  (bus: Bus): Serve =>
  (subject, handler) =>
    bus.serve(subject, async (request) => {
      try {
        return await handler(request)
      } catch (error) {
        throw explain(error)
      }
    })

const explain = (error: unknown): unknown => {
  if (isDatabaseDown(error))
    return new PublicError(
      'service_unavailable',
      'Accounts cannot be read at the moment.',
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
