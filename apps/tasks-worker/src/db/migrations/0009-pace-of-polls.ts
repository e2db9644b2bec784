import { sql, type Kysely } from 'kysely'

/** `is_progress_guessed`: its provider reports none, so callers see the elapsed share of its usual time. */
export const up = async (db: Kysely<unknown>): Promise<void> => {
  await sql`alter table tasks add column poll_ms integer not null default 10000,
    add column is_progress_guessed boolean not null default false`.execute(db)
}
