import { sql, type Kysely } from 'kysely'

/** For how many days accounts have their responses kept, where that is shorter than for everyone. */
export const up = async (db: Kysely<unknown>): Promise<void> => {
  await sql`create table retention (
    account_id text primary key,
    days integer not null check (days > 0)
  )`.execute(db)
}
