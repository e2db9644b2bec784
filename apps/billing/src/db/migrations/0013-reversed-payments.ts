import { sql, type Kysely } from 'kysely'

const COLUMNS = `alter table payments
  add column refunded bigint not null default 0,
  add column disputed bigint not null default 0,
  add column is_dispute_closed boolean not null default false,
  add column taken_back bigint not null default 0`

/** Payments that were refunded or disputed: their credit is taken back. */
export const up = async (db: Kysely<unknown>): Promise<void> => {
  await sql.raw(COLUMNS).execute(db)
}
