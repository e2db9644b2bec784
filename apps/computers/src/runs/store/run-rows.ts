import { PublicError } from '@gptget/errors'
import { isDuplicate } from '@gptget/postgres'
import type { Insertable, Selectable, Updateable } from 'kysely'
import type { Database } from '../../db/schema/index.ts'
import type { RunRow } from '../../db/schema/runs.ts'
import type { NumberedEvent } from '../active/run-event.ts'

export type StoredRun = Selectable<RunRow>

/** @throws PublicError 409 where another agent uses the computer */
export const insertRun = async (db: Database, row: Insertable<RunRow>): Promise<void> => {
  try {
    await db.insertInto('runs').values(row).execute()
  } catch (error) {
    if (!isDuplicate(error)) throw error
    throw new PublicError(
      'conflict',
      'Another run uses this computer. Wait until it has ended, or cancel it.',
      { param: 'computer_id' },
      error,
    )
  }
}

export const updateRun = async (db: Database, runId: string, changes: Updateable<RunRow>): Promise<void> => {
  await db.updateTable('runs').set(changes).where('run_id', '=', runId).execute()
}

type Name = { accountId: string; computerId: string; runId: string }

/** A run of an account. @throws PublicError 404 */
export const requireRun = async (
  db: Database,
  { accountId, computerId, runId }: Name,
): Promise<StoredRun> => {
  const row = await db
    .selectFrom('runs')
    .selectAll()
    .where('run_id', '=', runId)
    .where('computer_id', '=', computerId)
    .where('account_id', '=', accountId)
    .executeTakeFirst()
  if (row === undefined) throw new PublicError('not_found', 'There is no such run.', { param: 'run' })
  return row
}

const MOST_LISTED = 100

/** The newest runs of a computer. */
export const listRuns = (db: Database, accountId: string, computerId: string): Promise<StoredRun[]> =>
  db
    .selectFrom('runs')
    .selectAll()
    .where('computer_id', '=', computerId)
    .where('account_id', '=', accountId)
    .orderBy('created_at', 'desc')
    .limit(MOST_LISTED)
    .execute()

/** The run by which a thread goes on. @throws PublicError 404 */
export const newestOfThread = async (
  db: Database,
  accountId: string,
  threadId: string,
): Promise<StoredRun> => {
  const row = await db
    .selectFrom('runs')
    .selectAll()
    .where('account_id', '=', accountId)
    .where('thread_id', '=', threadId)
    .orderBy('created_at', 'desc')
    .limit(1)
    .executeTakeFirst()
  if (row === undefined)
    throw new PublicError('not_found', 'There is no such thread.', { param: 'thread_id' })
  return row
}

/** What a run said after a number, oldest first. */
export const readEvents = async (db: Database, runId: string, after: number): Promise<NumberedEvent[]> => {
  const rows = await db
    .selectFrom('run_events')
    .select('data')
    .where('run_id', '=', runId)
    .where('seq', '>', after)
    .orderBy('seq')
    .execute()
  return rows.map(({ data }) => JSON.parse(data) as NumberedEvent)
}
