import { sql, type Kysely } from 'kysely'

/** The size of an image, and the length of audio or video, if its bytes contain it. */
export const up = async (db: Kysely<unknown>): Promise<void> => {
  await sql`alter table files
    add column width integer check (width > 0),
    add column height integer check (height > 0),
    add column duration_ms integer check (duration_ms >= 0)`.execute(db)
}
