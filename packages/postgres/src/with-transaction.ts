import type { Kysely, Transaction } from 'kysely'
import { isTransactionConflict } from './database-errors.ts'

const MAX_ATTEMPTS = 6

/**
 * Runs work in one transaction; runs it again when Postgres sacrificed it to another one (deadlock, serialization
 * failure). Work must therefore have no effect outside the transaction.
 *
 * @throws what the work threw, or the conflict once it has lost six times
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
