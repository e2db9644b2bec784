import { sql, type Kysely } from 'kysely'

/** Finds the response of an item. */
export const up = async (db: Kysely<unknown>): Promise<void> => {
  await sql`alter table responses add column item_ids text[] not null default '{}'`.execute(db)
  await sql`create index responses_items on responses using gin (item_ids)`.execute(db)
}
