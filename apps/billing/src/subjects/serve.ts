import type { Bus } from '@gptget/bus'
import { explainFailure } from '@gptget/postgres'

export type Serve = Bus['serve']

/** Serves as the bus does, and tells a Postgres that is away, and a value it refuses, apart from a fault of ours. */
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
