import { PublicError } from '@gptget/errors'
import type { Selectable, Updateable } from 'kysely'
import type { ComputerRow, Database, Status } from '../db/schema/index.ts'

export type StoredComputer = Selectable<ComputerRow>

export const noComputer = (): PublicError => new PublicError('not_found', 'There is no such computer.')

/** A computer of an account. @throws PublicError 404 also if it belongs to another account */
export const requireComputer = async (
  db: Database,
  accountId: string,
  computerId: string,
): Promise<StoredComputer> => {
  const row = await findComputer(db, accountId, computerId)
  if (row === undefined || row.deleted_at !== null) throw noComputer()
  return row
}

/** Including deleted ones: deleting again gives the same answer. */
export const findComputer = (
  db: Database,
  accountId: string,
  computerId: string,
): Promise<StoredComputer | undefined> =>
  db
    .selectFrom('computers')
    .selectAll()
    .where('computer_id', '=', computerId)
    .where('account_id', '=', accountId)
    .executeTakeFirst()

/** The computers of a host in one of these states. */
export const rowsOf = (db: Database, host: string, statuses: readonly Status[]): Promise<StoredComputer[]> =>
  db
    .selectFrom('computers')
    .selectAll()
    .where('host', '=', host)
    .where('deleted_at', 'is', null)
    .where('status', 'in', statuses)
    .execute()

/** Changes a computer only if it is still in one of these states; undefined otherwise. */
export const moveFrom = (
  db: Database,
  computerId: string,
  from: readonly Status[],
  changes: Updateable<ComputerRow>,
): Promise<StoredComputer | undefined> =>
  db
    .updateTable('computers')
    .set(changes)
    .where('computer_id', '=', computerId)
    .where('status', 'in', from)
    .where('deleted_at', 'is', null)
    .returningAll()
    .executeTakeFirst()

export const change = (
  db: Database,
  computerId: string,
  changes: Updateable<ComputerRow>,
): Promise<StoredComputer> =>
  db
    .updateTable('computers')
    .set({ ...changes, computer_id: computerId })
    .where('computer_id', '=', computerId)
    .returningAll()
    .executeTakeFirstOrThrow()
