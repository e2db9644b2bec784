import { PublicError } from '@gptget/errors'
import { sql, type Kysely, type RawBuilder } from 'kysely'
import { withTransaction } from './with-transaction.ts'

const DAY_MS = 86_400_000

/** Rows that accounts may have kept for fewer days than the operator set. */
export type KeptRows = {
  /** The table with `account_id` and `expires_at`. */
  table: string
  /** The table of what accounts chose: `account_id` and `days`. */
  choices: string
  /** From when on the days of a row count. Default: `created_at`. */
  since?: RawBuilder<Date>
  /** The rows that it is about. Default: all. */
  where?: RawBuilder<boolean>
}

/** What an account chose (null: as the operator set), and the most that it may choose. */
export type AccountRetention = { days: number | null; mostDays: number }

/**
 * For how long an account has rows kept: as it chose, and never longer than the operator set.
 * @param mostMs the operator's setting
 */
export const accountRetentionMs = async <Schema>(
  db: Kysely<Schema>,
  kept: KeptRows,
  accountId: string,
  mostMs: number,
): Promise<number> => {
  const days = await readDays(db, kept, accountId)
  return days === null ? mostMs : Math.min(days * DAY_MS, mostMs)
}

/**
 * Stores for how many days an account has rows kept (null: as the operator set), if it is given, and answers it. Rows
 * that are kept already go as soon, but are not kept longer.
 * @param mostMs the operator's setting
 * @throws PublicError `invalid_request`
 */
export const changeAccountRetention = async <Schema>(
  db: Kysely<Schema>,
  kept: KeptRows,
  { accountId, days }: { accountId: string; days?: number | null | undefined },
  mostMs: number,
): Promise<AccountRetention> => {
  const mostDays = mostMs / DAY_MS
  if (days !== undefined) {
    requirePossible(days, mostDays)
    await choose(db, kept, accountId, days)
  }
  return { days: await readDays(db, kept, accountId), mostDays }
}

const requirePossible = (days: number | null, mostDays: number): void => {
  if (days === null || (days >= 1 && days <= mostDays)) return
  throw new PublicError('invalid_request', `days: expected 1 to ${mostDays}, which the operator set.`, {
    param: 'days',
  })
}

const readDays = async <Schema>(
  db: Kysely<Schema>,
  { choices }: KeptRows,
  accountId: string,
): Promise<number | null> => {
  const { rows } = await sql<{ days: number }>`
    select days from ${sql.table(choices)} where account_id = ${accountId}`.execute(db)
  return rows[0]?.days ?? null
}

const choose = <Schema>(
  db: Kysely<Schema>,
  { table, choices, since = sql`created_at`, where = sql`true` }: KeptRows,
  accountId: string,
  days: number | null,
): Promise<void> =>
  withTransaction(db, async (tx) => {
    await sql`delete from ${sql.table(choices)} where account_id = ${accountId}`.execute(tx)
    if (days === null) return
    await sql`insert into ${sql.table(choices)} (account_id, days) values (${accountId}, ${days})`.execute(tx)
    const latest = sql`${since} + ${days} * interval '1 day'`
    await sql`update ${sql.table(table)} set expires_at = ${latest}
      where account_id = ${accountId} and (expires_at is null or expires_at > ${latest}) and ${where}`.execute(
      tx,
    )
  })
