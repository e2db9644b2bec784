import { sql, type Kysely } from 'kysely'

const STATEMENTS = [
  `create table payers (
    organization_id text primary key references organization on delete cascade,
    customer_id text not null unique,
    payment_method_id text
  )`,
  `create table top_ups (
    organization_id text primary key references organization on delete cascade,
    is_on boolean not null,
    threshold_cents integer not null check (threshold_cents >= 0),
    amount_cents integer not null check (amount_cents > 0),
    failure text,
    attempt_id text,
    attempted_at timestamptz
  )`,
]

/** Stripe customers of organizations, and automatic top-ups. */
export const up = async (db: Kysely<unknown>): Promise<void> => {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db)
}
