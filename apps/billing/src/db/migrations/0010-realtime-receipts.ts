import { sql, type Kysely } from 'kysely'

/** The receipt of a realtime response is looked up by its id, which is the step of its session's hold. */
export const up = async (db: Kysely<unknown>): Promise<void> => {
  await sql`create index hold_steps_of_responses on hold_steps (step) where step like 'resp\\_%'`.execute(db)
}
