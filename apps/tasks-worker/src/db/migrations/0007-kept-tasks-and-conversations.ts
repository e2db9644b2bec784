import { buildIndex } from '@gptget/postgres'
import { sql, type Kysely } from 'kysely'

/** Conversations are written while it runs. */
export const runsInTransaction = false

/**
 * For how many days accounts have tasks and conversations kept, where that is shorter than for everyone. Conversations
 * from before this have no `expires_at` until they are used again.
 */
export const up = async (db: Kysely<unknown>): Promise<void> => {
  for (const table of ['task_retention', 'conversation_retention'])
    await sql`create table if not exists ${sql.table(table)} (
      account_id text primary key,
      days integer not null check (days > 0)
    )`.execute(db)
  await sql`alter table conversations add column if not exists used_at timestamptz,
    add column if not exists expires_at timestamptz`.execute(db)
  await buildIndex(db, 'conversations_expiry', 'on conversations (expires_at)')
  await buildIndex(db, 'conversations_of_account', 'on conversations (account_id)')
}
