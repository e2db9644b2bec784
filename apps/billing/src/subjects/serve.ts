import type { Bus } from '@gptget/bus'
import { explainFailure } from '@gptget/postgres'

export type Serve = Bus['serve']

/**
 * Serves like the bus, and reports a Postgres that is down, or a value that it refuses, separately from our own faults.
 */
export const serveWithDatabase =
  (bus: Bus): Serve =>
  (subject, handler) =>
    bus.serve(subject, async (request) => {
      try {
        return await handler(request)
      } catch (error) {
        throw explainFailure(error, 'Accounts cannot be read right now. Retry.')
      }
    })
