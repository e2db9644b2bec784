import { sql, type Kysely } from 'kysely'

const STATEMENTS = [
  `alter table api_keys
    add column credit_limit_per_day bigint check (credit_limit_per_day >= 0),
    add column credit_limit_per_month bigint check (credit_limit_per_month >= 0)`,
  `alter table accounts
    add column requests_per_minute integer check (requests_per_minute > 0),
    add column tokens_per_minute integer check (tokens_per_minute > 0),
    add column credit_limit_per_day bigint check (credit_limit_per_day >= 0),
    add column credit_limit_per_month bigint check (credit_limit_per_month >= 0)`,
  `create table account_spend (
    account_id text not null,
    period text not null,
    amount bigint not null default 0 check (amount >= 0),
    primary key (account_id, period)
  )`,
  `insert into account_spend (account_id, period, amount)
    select account_id, period, sum(charged) from generations, lateral (values
      (to_char(started_at at time zone 'UTC', 'YYYY-MM-DD')), (to_char(started_at at time zone 'UTC', 'YYYY-MM'))
    ) as periods (period)
    where charged > 0 group by account_id, period`,
  `create index leases_unclosed_key on leases (key_id) where status <> 'closed' and key_id is not null`,
]

/** Limits per day and month, of keys and of whole accounts. */
export const up = async (db: Kysely<unknown>): Promise<void> => {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db)
}
