import type { Bus } from '@gptget/bus'
import { isDatabaseDown } from '@gptget/postgres'
import { PublicError } from '@gptget/protocol'

export type Serve = Bus['serve']

/** Serves as the bus does, and tells callers apart from a fault of ours when only Postgres is away. */
export const serveWithDatabase =
  (bus: Bus): Serve =>
  (subject, handler) =>
    bus.serve(subject, async (request) => {
      try {
        return await handler(request)
      } catch (error) {
        if (!isDatabaseDown(error)) throw error
        throw new PublicError(
          'service_unavailable',
          'Accounts cannot be read at the moment.',
          { retryAfterMs: 1_000 },
          error,
        )
      }
    })
