import { sql, type Kysely } from 'kysely'

const STATEMENTS = [
  `alter table runs add column task text not null default ''`,
  `create table run_requests (
    account_id text not null,
    idempotency_key text not null,
    fingerprint text not null,
    run_id text not null references runs on delete cascade,
    primary key (account_id, idempotency_key)
  )`,
  `create index run_requests_of_run on run_requests (run_id)`,
]

export const up = async (db: Kysely<unknown>): Promise<void> => {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db)
}
