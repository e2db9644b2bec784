import { runGeneration, type RunGeneration } from '@gptget/contracts'
import { PublicError } from '@gptget/errors'
import { isDuplicate, withTransaction } from '@gptget/postgres'
import type { Insertable, Selectable, Updateable } from 'kysely'
import { z } from 'zod'
import type { Database } from '../../db/schema/index.ts'
import type { RunRow } from '../../db/schema/runs.ts'
import type { NumberedEvent } from '../active/run-event.ts'

export type StoredRun = Selectable<RunRow>

const generations = z.array(runGeneration)

/** The calls of the model so far. */
export const generationsOf = (row: Pick<StoredRun, 'generations'>): RunGeneration[] =>
  generations.parse(JSON.parse(row.generations))

/** A request that may come again, and is run once. */
export type RepeatableRequest = { idempotencyKey: string; fingerprint: string }

/** @throws PublicError 409 where another run uses the computer, or another request has the idempotency key */
export const insertRun = async (
  db: Database,
  row: Insertable<RunRow>,
  request: RepeatableRequest | null,
): Promise<void> => {
  try {
    await withTransaction(db, async (tx) => {
      await tx.insertInto('runs').values(row).execute()
      if (request !== null) await tx.insertInto('run_requests').values(requestOf(row, request)).execute()
    })
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

const requestOf = (
  { account_id, run_id }: Insertable<RunRow>,
  { idempotencyKey, fingerprint }: RepeatableRequest,
) => ({ account_id, run_id, fingerprint, idempotency_key: idempotencyKey })

/** The run of an idempotency key, or null. @throws PublicError 409 if the key belongs to another request */
export const findRequested = async (
  db: Database,
  accountId: string,
  { idempotencyKey, fingerprint }: RepeatableRequest,
): Promise<StoredRun | null> => {
  const row = await db
    .selectFrom('run_requests')
    .innerJoin('runs', 'runs.run_id', 'run_requests.run_id')
    .selectAll('runs')
    .select('fingerprint')
    .where('run_requests.account_id', '=', accountId)
    .where('idempotency_key', '=', idempotencyKey)
    .executeTakeFirst()
  if (row === undefined) return null
  if (row.fingerprint === fingerprint) return row
  throw new PublicError(
    'conflict',
    'Idempotency-Key: this key was used for another run. Use a new key for a new run.',
    { param: 'Idempotency-Key' },
  )
}

/** A run that never began may be created again with the same idempotency key. */
export const forgetRequest = async (db: Database, runId: string): Promise<void> => {
  await db.deleteFrom('run_requests').where('run_id', '=', runId).execute()
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

/** The run that a thread continues. @throws PublicError 404 */
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

/** The events of a run after a number, oldest first. */
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
