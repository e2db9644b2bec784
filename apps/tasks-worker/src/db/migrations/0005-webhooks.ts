import { sql, type Kysely } from 'kysely'

const STATEMENTS = [
  `create table webhook_endpoints (
    endpoint_id text primary key,
    account_id text not null,
    url text,
    events text not null,
    description text not null default '',
    secrets text not null,
    is_enabled boolean not null default true,
    disabled_reason text,
    created_at timestamptz not null
  )`,
  `create index webhook_endpoints_of_account on webhook_endpoints (account_id, created_at)`,
  `create unique index webhook_callbacks on webhook_endpoints (account_id) where url is null`,
  `create table webhook_deliveries (
    delivery_id text primary key,
    endpoint_id text not null references webhook_endpoints on delete cascade,
    account_id text not null,
    event_id text not null,
    event_type text not null,
    url text not null,
    payload text not null,
    state text not null check (state in ('pending', 'delivered', 'failed')),
    attempts text not null default '[]',
    due_at timestamptz,
    created_at timestamptz not null,
    constraint pending_is_due check ((due_at is null) = (state <> 'pending'))
  )`,
  `create index webhook_deliveries_due on webhook_deliveries (due_at) where due_at is not null`,
  `create index webhook_deliveries_of_endpoint on webhook_deliveries (endpoint_id, created_at desc, delivery_id desc)`,
  `create index webhook_deliveries_age on webhook_deliveries (created_at)`,
]

export const up = async (db: Kysely<unknown>): Promise<void> => {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db)
}
