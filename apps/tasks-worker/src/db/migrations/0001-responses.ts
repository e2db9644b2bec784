import { sql, type Kysely } from 'kysely'

const STATEMENTS = [
  `create table responses (
    response_id text primary key,
    account_id text not null,
    status text not null check (status in ('queued', 'in_progress', 'completed', 'incomplete', 'failed', 'cancelled')),
    is_background boolean not null,
    previous_response_id text,
    conversation_id text,
    input text not null,
    response text not null,
    created_at timestamptz not null,
    expires_at timestamptz not null
  )`,
  `create index responses_expiry on responses (expires_at)`,
  `create table background_runs (
    response_id text primary key references responses on delete cascade,
    head text not null,
    request text not null,
    largest_cost bigint not null check (largest_cost >= 0),
    is_key_limited boolean not null,
    runner text,
    seen_at timestamptz,
    created_at timestamptz not null,
    constraint run_was_seen check ((runner is null) = (seen_at is null))
  )`,
  `create index background_runs_waiting on background_runs (created_at) where runner is null`,
  `create index background_runs_seen on background_runs (seen_at) where runner is not null`,
  `create table conversations (
    conversation_id text primary key,
    account_id text not null,
    metadata text not null,
    created_at timestamptz not null
  )`,
  `create table conversation_turns (
    conversation_id text not null references conversations on delete cascade,
    position bigint generated always as identity,
    response_id text,
    items text not null,
    primary key (conversation_id, position),
    unique (conversation_id, response_id)
  )`,
]

export const up = async (db: Kysely<unknown>): Promise<void> => {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db)
}
