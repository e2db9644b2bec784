import { sql, type Kysely } from 'kysely'

/**
 * For how many days accounts have tasks and conversations kept, where that is shorter than for everyone. Conversations
 * from before this have no `expires_at` until they are used again.
 */
export const up = async (db: Kysely<unknown>): Promise<void> => {
  for (const table of ['task_retention', 'conversation_retention'])
    await sql`create table ${sql.table(table)} (
      account_id text primary key,
      days integer not null check (days > 0)
    )`.execute(db)
  await sql`alter table conversations add column used_at timestamptz, add column expires_at timestamptz`.execute(
    db,
  )
}
