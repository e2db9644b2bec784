import { sql, type Kysely } from 'kysely'

const STATEMENTS = [
  `create table runs (
    run_id text primary key,
    computer_id text not null references computers on delete cascade,
    account_id text not null,
    key_id text not null,
    request_id text not null,
    thread_id text not null,
    host text not null,
    model text not null,
    tool text,
    status text not null check (status in ('running', 'paused', 'waiting', 'finished')),
    finish_reason text,
    error text,
    text text not null default '',
    steps integer not null default 0,
    max_steps integer not null,
    cost_nano_usd bigint not null default 0,
    max_cost_nano_usd bigint,
    generations text not null default '[]',
    conversation text,
    pending text,
    created_at timestamptz not null,
    ended_at timestamptz
  )`,
  // One agent uses a computer at a time, in any process.
  `create unique index runs_active on runs (computer_id) where status in ('running', 'paused')`,
  `create index runs_of_computer on runs (computer_id, created_at)`,
  `create index runs_of_thread on runs (account_id, thread_id, created_at)`,
  `create index runs_by_time on runs (created_at)`,
  `create table run_events (
    run_id text not null references runs on delete cascade,
    seq integer not null,
    data text not null,
    created_at timestamptz not null,
    primary key (run_id, seq)
  )`,
  `create index run_events_by_time on run_events (created_at)`,
]

export const up = async (db: Kysely<unknown>): Promise<void> => {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db)
}
