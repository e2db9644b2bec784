import { sql, type Kysely } from 'kysely'

const STATEMENTS = [
  `create table workspaces (
    workspace_id text primary key,
    account_id text not null,
    name text not null,
    created_at timestamptz not null,
    deleted_at timestamptz
  )`,
  `create unique index workspaces_names on workspaces (account_id, name) where deleted_at is null`,
  `create table computers (
    computer_id text primary key,
    instance_id text not null unique,
    slot bigint generated always as identity,
    workspace_id text not null references workspaces,
    account_id text not null,
    key_id text not null,
    name text not null,
    instance_type text not null,
    region text not null,
    resolution text not null,
    image text not null,
    network text not null check (network in ('internet', 'allowlist', 'none')),
    allowed_hosts text[] not null,
    auto_stop_minutes integer not null check (auto_stop_minutes >= 0),
    status text not null check (status in
      ('creating', 'starting', 'running', 'stopping', 'stopped', 'restarting', 'deleting', 'error')),
    status_reason text,
    host text not null,
    view_secret text not null,
    revoked_views text[] not null default '{}',
    hours_charged integer not null default 0 check (hours_charged >= 0),
    paid_until timestamptz,
    holds_opened integer not null default 0,
    held_number integer,
    held_type text,
    constraint held_hour_is_whole check ((held_number is null) = (held_type is null)),
    running_since timestamptz,
    seen_at timestamptz,
    running_seconds integer not null default 0 check (running_seconds >= 0),
    last_used_at timestamptz not null,
    created_at timestamptz not null,
    deleted_at timestamptz
  )`,
  `create unique index computers_names on computers (workspace_id, name) where deleted_at is null`,
  `create index computers_of_account on computers (account_id, created_at) where deleted_at is null`,
  `create index computers_of_host on computers (host) where deleted_at is null`,
  `create table computer_events (
    seq bigint generated always as identity primary key,
    computer_id text not null references computers on delete cascade,
    account_id text not null,
    type text not null,
    data text not null,
    created_at timestamptz not null
  )`,
  `create index computer_events_of on computer_events (computer_id, seq)`,
  `create table computer_actions (
    computer_id text not null references computers on delete cascade,
    account_id text not null,
    key_id text not null,
    request_id text not null,
    action text not null,
    detail text not null,
    outcome text not null,
    created_at timestamptz not null
  )`,
  `create index computer_actions_of on computer_actions (computer_id, created_at)`,
]

export const up = async (db: Kysely<unknown>): Promise<void> => {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db)
}
