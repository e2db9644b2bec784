import { sql, type Kysely } from 'kysely'

const STATEMENTS = [
  `create table tasks (
    task_id text primary key,
    account_id text not null,
    key_id text not null,
    type text not null check (type in ('image', 'video', 'music', 'mj', 'suno')),
    surface text not null,
    kind text not null check (kind in ('image', 'video', 'audio')),
    model text not null,
    state text not null check (state in ('created', 'waiting', 'submitting', 'unknown', 'running', 'storing', 'settling',
      'completed', 'failed', 'cancelled', 'expired')),
    version bigint not null default 1,
    progress integer not null default 0 check (progress between 0 and 100),
    request text not null,
    metadata text not null default '{}',
    public_url text not null,
    largest_cost bigint not null check (largest_cost >= 0),
    cost bigint check (cost >= 0),
    route text,
    handle text,
    tried text not null default '{"refused":[],"limited":[]}',
    outputs text,
    files text not null default '[]',
    details text not null default '{}',
    outcome text,
    failure text,
    usual_ms integer not null,
    attempts integer not null default 0,
    due_at timestamptz,
    cancel_asked_at timestamptz,
    parent_id text,
    callback_url text,
    idempotency_key text,
    fingerprint text,
    created_at timestamptz not null,
    submitted_at timestamptz,
    completed_at timestamptz,
    deadline_at timestamptz not null,
    media_expires_at timestamptz,
    expires_at timestamptz not null,
    constraint ended_has_nothing_due check ((due_at is null) = (state in ('completed', 'failed', 'cancelled', 'expired')))
  )`,
  `create unique index tasks_idempotency on tasks (account_id, idempotency_key) where idempotency_key is not null`,
  `create index tasks_due on tasks (due_at) where due_at is not null`,
  `create index tasks_of_account on tasks (account_id, created_at desc, task_id desc)`,
  `create index tasks_open on tasks (account_id) where due_at is not null`,
  `create index tasks_expiry on tasks (expires_at) where due_at is null`,
  `create table task_events (
    task_id text not null references tasks on delete cascade,
    seq bigint not null,
    data text not null,
    created_at timestamptz not null,
    primary key (task_id, seq)
  )`,
]

export const up = async (db: Kysely<unknown>): Promise<void> => {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db)
}
