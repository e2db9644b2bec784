import { sql } from 'kysely'
import type { Database } from '../db/schema/index.ts'

const DAY_MS = 86_400_000
/** Events are for callers who resume a stream; actions are for audits. */
const KEPT_DAYS = { computer_events: 30, computer_actions: 90, run_events: 30, runs: 90 } as const
/** This many at once, so that nothing else waits for long. */
const BATCH_ROWS = 5_000

/** Deletes expired events and actions. @returns how many */
export const forgetOld = async ({ db, now }: { db: Database; now: () => number }): Promise<number> => {
  let removed = 0
  for (const [table, days] of Object.entries(KEPT_DAYS)) {
    const before = new Date(now() - days * DAY_MS)
    for (;;) {
      const { numAffectedRows = 0n } = await sql`
        delete from ${sql.table(table)}
        where ctid = any (array(
          select ctid from ${sql.table(table)} where created_at < ${before} limit ${BATCH_ROWS}
        ))
      `.execute(db)
      removed += Number(numAffectedRows)
      if (numAffectedRows < BigInt(BATCH_ROWS)) break
    }
  }
  return removed
}
