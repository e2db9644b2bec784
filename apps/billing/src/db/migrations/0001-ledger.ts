import { sql, type Kysely } from 'kysely'

/** Plain SQL: constraints matter here, and a migration must not change when the schema's types do. */
const STATEMENTS = [
  `create table accounts (
    account_id text primary key,
    name text not null,
    created_at timestamptz not null
  )`,
  `create table api_keys (
    key_id text primary key,
    account_id text not null references accounts,
    name text not null,
    label text not null,
    hash text not null unique,
    allowed_models text[],
    requests_per_minute integer check (requests_per_minute > 0),
    tokens_per_minute integer check (tokens_per_minute > 0),
    credit_limit bigint check (credit_limit >= 0),
    expires_at timestamptz,
    revoked_at timestamptz,
    created_at timestamptz not null
  )`,
  `create index api_keys_account on api_keys (account_id)`,
  `create table key_spend (
    key_id text not null,
    period text not null,
    amount bigint not null default 0 check (amount >= 0),
    primary key (key_id, period)
  )`,
  `create table wallets (
    account_id text primary key references accounts,
    available bigint not null default 0 check (available >= 0),
    leased bigint not null default 0 check (leased >= 0),
    granted bigint not null default 0 check (granted >= 0),
    charged bigint not null default 0 check (charged >= 0),
    constraint wallet_adds_up check (available + leased = granted - charged)
  )`,
  `create table leases (
    lease_id text primary key,
    account_id text not null references wallets,
    key_id text,
    holder text not null,
    granted bigint not null check (granted > 0),
    returned bigint not null default 0 check (returned >= 0),
    settled bigint not null default 0 check (settled >= 0),
    status text not null default 'open' check (status in ('open', 'closing', 'closed')),
    expires_at timestamptz not null,
    created_at timestamptz not null,
    constraint lease_not_overdrawn check (returned + settled <= granted),
    constraint closed_lease_is_empty check (status <> 'closed' or returned + settled = granted)
  )`,
  `create index leases_unclosed_account on leases (account_id) where status <> 'closed'`,
  `create index leases_unclosed_expiry on leases (expires_at) where status <> 'closed'`,
  `create table ledger_transactions (
    transaction_id text primary key,
    kind text not null check (kind in ('grant', 'usage')),
    account_id text not null references accounts,
    generation_id text unique,
    price_version text,
    reason text,
    created_at timestamptz not null,
    constraint usage_names_its_price check (kind <> 'usage' or (generation_id is not null and price_version is not null)),
    constraint grant_names_its_reason check (kind <> 'grant' or reason is not null)
  )`,
  `create index ledger_transactions_account on ledger_transactions (account_id, created_at)`,
  `create table ledger_entries (
    transaction_id text not null references ledger_transactions,
    ledger_account text not null,
    amount bigint not null check (amount <> 0),
    primary key (transaction_id, ledger_account)
  )`,
  `create table generations (
    generation_id text primary key,
    account_id text not null references accounts,
    key_id text not null,
    lease_id text,
    model text not null,
    outcome text not null,
    cost bigint not null check (cost >= 0),
    charged bigint not null check (charged >= 0),
    shortfall bigint not null check (shortfall >= 0),
    started_at timestamptz not null,
    settled_at timestamptz not null,
    event json not null,
    constraint generation_adds_up check (charged + shortfall = cost)
  )`,
  `create index generations_account on generations (account_id, started_at)`,
  `create index generations_shortfall on generations (generation_id) where shortfall > 0`,
  `create table rejected_usage (
    generation_id text primary key,
    reason text not null,
    event json not null,
    rejected_at timestamptz not null
  )`,
]

export const up = async (db: Kysely<unknown>): Promise<void> => {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db)
}
