import { setTimeout as sleep } from 'node:timers/promises'
import { PublicError } from '@gptget/errors'
import { sql } from 'kysely'
import type { UsageContext } from '../context.ts'
import type { Database } from '../db/schema/index.ts'

/** How long an export waits for the replica. */
const CATCH_UP_MS = 500
const INTERVAL_MS = 20

type Context = Pick<UsageContext, 'db' | 'replica' | 'logger'>

/**
 * Reads from the replica once it has everything that is committed now: an export never misses a charge. Reads from the
 * primary if there is no replica, if it is behind, or if it fails. @throws what `read` throws
 */
export const readFromReplica = async <Result>(
  { db, replica, logger }: Context,
  read: (db: Database) => Promise<Result>,
): Promise<Result> => {
  if (replica === null) return read(db)
  try {
    if (await hasCaughtUp(db, replica)) return await read(replica)
    logger.warn('the read replica is behind: an export is read from the primary')
  } catch (error) {
    if (error instanceof PublicError) throw error
    logger.warn({ err: error }, 'the read replica failed: an export is read from the primary')
  }
  return read(db)
}

/** Also false for a server that is not a replica. */
const hasCaughtUp = async (db: Database, replica: Database): Promise<boolean> => {
  const { rows } = await sql<{ position: string }>`select pg_current_wal_lsn()::text as "position"`.execute(
    db,
  )
  const deadlineMs = performance.now() + CATCH_UP_MS
  for (;;) {
    if (await hasReplayed(replica, rows[0]!.position)) return true
    if (performance.now() > deadlineMs) return false
    await sleep(INTERVAL_MS)
  }
}

const hasReplayed = async (replica: Database, position: string): Promise<boolean> => {
  const { rows } = await sql<{ has: boolean | null }>`
    select pg_last_wal_replay_lsn() >= ${position}::pg_lsn as "has"`.execute(replica)
  return rows[0]!.has ?? false
}
