import { sql, type Kysely } from 'kysely'

/** How many tasks one call to the provider asks about. */
export const up = async (db: Kysely<unknown>): Promise<void> => {
  await sql`alter table tasks add column most_per_poll integer not null default 1`.execute(db)
}
