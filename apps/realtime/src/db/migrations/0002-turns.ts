import { sql, type Kysely } from 'kysely'

const STATEMENTS = [
  `create table turns (
    response_id text primary key,
    account_id text not null,
    latency text not null,
    created_at timestamptz not null
  )`,
  `create index turns_by_time on turns (created_at)`,
]

export const up = async (db: Kysely<unknown>): Promise<void> => {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db)
}
