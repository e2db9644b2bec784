import { sql, type Kysely } from 'kysely'

/** Old rows are found by their time. */
const STATEMENTS = [
  `create index computer_events_by_time on computer_events (created_at)`,
  `create index computer_actions_by_time on computer_actions (created_at)`,
]

export const up = async (db: Kysely<unknown>): Promise<void> => {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db)
}
