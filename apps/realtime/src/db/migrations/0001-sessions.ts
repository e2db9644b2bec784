import { sql, type Kysely } from 'kysely'

const STATEMENTS = [
  `create table sessions (
    session_id text primary key,
    account_id text not null,
    key_id text not null,
    model text not null,
    type text not null check (type in ('realtime', 'transcription')),
    backend text not null,
    status text not null default 'open' check (status in ('open', 'closed')),
    owner text not null,
    hold_subject text,
    pending text,
    responses integer not null default 0,
    cost bigint not null default 0,
    close_reason text,
    created_at timestamptz not null,
    seen_at timestamptz not null,
    closed_at timestamptz
  )`,
  `create index sessions_of_account on sessions (account_id, created_at)`,
  `create index open_sessions on sessions (seen_at) where status = 'open'`,
  `create table client_secrets (
    secret_hash text primary key,
    account_id text not null,
    key_id text not null,
    key_hash text not null,
    session text not null,
    expires_at timestamptz not null,
    created_at timestamptz not null
  )`,
  `create index client_secrets_expire on client_secrets (expires_at)`,
]

export const up = async (db: Kysely<unknown>): Promise<void> => {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db)
}
