import type { Kysely, Transaction } from 'kysely'
import { isTransactionConflict } from './database-errors.ts'

const MAX_ATTEMPTS = 6

/**
 * Runs work in one transaction, and repeats it if Postgres aborted it in favor of another one (deadlock, serialization
 * failure). Work must therefore have no effect outside the transaction.
 *
 * @throws the error of the work, or the conflict after six attempts
 */
export const withTransaction = async <Schema, Result>(
  db: Kysely<Schema>,
  work: (tx: Transaction<Schema>) => Promise<Result>,
): Promise<Result> => {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await db.transaction().execute(work)
    } catch (error) {
      if (attempt >= MAX_ATTEMPTS || !isTransactionConflict(error)) throw error
    }
  }
}
