import { callerOfWork, FairPlaces } from '@gptget/callers'
import type { PostgresPool, PostgresPoolClient } from 'kysely'
import type { Pool } from 'pg'

const SHARE_OF_CALLER = 3 / 4

/**
 * A pool whose connections are given out in turn by caller (`@gptget/callers`). `pg` has one queue for all: whoever
 * sends hundreds of requests at once would keep every other caller of the process waiting behind them.
 */
export const fairPool = (
  pool: Pool,
  { places, patienceMs }: { places: number; patienceMs: number },
): PostgresPool => {
  const fairPlaces = new FairPlaces({
    places,
    shareOfCaller: SHARE_OF_CALLER,
    patienceMs,
    cause: tookTooLong,
  })
  return {
    options: pool.options,
    connect: async () => {
      const caller = callerOfWork()
      await fairPlaces.enter(caller)
      try {
        return leaving(await pool.connect(), () => fairPlaces.leave(caller))
      } catch (error) {
        fairPlaces.leave(caller)
        throw error
      }
    },
    end: () => pool.end(),
  }
}

/** The pool sets `release` anew whenever it gives out a connection. */
const leaving = <Client extends Pick<PostgresPoolClient, 'release'>>(
  client: Client,
  leave: () => void,
): Client => {
  const release = client.release.bind(client)
  client.release = (...how) => {
    release(...how)
    leave()
  }
  return client
}

/** In pg's own words (`isDatabaseDown`). */
const tookTooLong = (): Error => new Error('timeout exceeded when trying to connect')
