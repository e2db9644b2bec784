import { sql, type Kysely } from 'kysely'

/** Credit reserved for what outlives a request, by wallet and subject; each change is a step. */
const STATEMENTS = [
  `alter table wallets
    add column held bigint not null default 0 check (held >= 0),
    drop constraint wallet_adds_up,
    add constraint wallet_adds_up check (available + leased + held = granted - charged)`,
  `create table holds (
    subject text primary key,
    account_id text not null references wallets,
    key_id text not null,
    owner text not null,
    amount bigint not null check (amount >= 0),
    captured bigint not null default 0 check (captured >= 0),
    released bigint not null default 0 check (released >= 0),
    status text not null default 'open' check (status in ('open', 'released')),
    expires_at timestamptz not null,
    created_at timestamptz not null,
    constraint hold_not_overdrawn check (captured + released <= amount),
    constraint released_hold_is_empty check (status <> 'released' or captured + released = amount)
  )`,
  `create index holds_open_account on holds (account_id) where status = 'open'`,
  `create index holds_open_key on holds (key_id) where status = 'open'`,
  `create index holds_open_expiry on holds (expires_at) where status = 'open'`,
  `create index holds_created on holds (created_at, subject)`,
  `create table hold_steps (
    subject text not null references holds,
    step text not null,
    kind text not null check (kind in ('open', 'extend', 'capture', 'release')),
    amount bigint not null check (amount >= 0),
    from_hold bigint not null default 0 check (from_hold >= 0 and from_hold <= amount),
    created_at timestamptz not null,
    primary key (subject, step)
  )`,
  `alter table charges add column subject text`,
  `create index charges_subject on charges (subject) where subject is not null`,
]

export const up = async (db: Kysely<unknown>): Promise<void> => {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db)
}
