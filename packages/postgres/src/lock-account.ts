import { sql, type Transaction } from 'kysely'

/**
 * Lets one transaction at a time create something for an account, so that two at once cannot both take the last place.
 * `what`: the things that are counted.
 */
export const lockAccount = async <Schema>(
  tx: Transaction<Schema>,
  accountId: string,
  what: string,
): Promise<void> => {
  await sql`select pg_advisory_xact_lock(hashtextextended(${`${what} ${accountId}`}, 0))`.execute(tx)
}
