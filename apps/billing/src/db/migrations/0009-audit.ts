import { sql, type Kysely } from 'kysely'

const STATEMENTS = [
  `alter table api_keys
    add column rights text[] not null default '{}',
    add column is_disabled boolean not null default false`,
  `create table earlier_secrets (
    hash text primary key,
    key_id text not null references api_keys,
    ends_at timestamptz not null
  )`,
  `create index earlier_secrets_key on earlier_secrets (key_id)`,
  `create table audit (
    sequence bigint generated always as identity primary key,
    id text not null unique,
    account_id text not null references accounts,
    actor_kind text not null check (actor_kind in ('key', 'operator', 'service')),
    actor_id text not null,
    action text not null,
    subject text not null,
    details json not null,
    created_at timestamptz not null
  )`,
  `create index audit_account on audit (account_id, sequence)`,
]

/** Who changed what; rights of keys other than calling models; rotated secrets that are still valid. */
export const up = async (db: Kysely<unknown>): Promise<void> => {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db)
}
