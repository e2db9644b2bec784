import { sql, type Kysely } from 'kysely'

const STATEMENTS = [
  `create table budgets (
    organization_id text primary key references organization on delete cascade,
    amount_cents integer not null check (amount_cents > 0)
  )`,
  `create table budget_alerts (
    organization_id text not null references organization on delete cascade,
    month text not null,
    percent integer not null,
    claimed_until timestamptz not null,
    told_at timestamptz,
    primary key (organization_id, month, percent)
  )`,
]

/** Monthly budgets of organizations, and their alerts. */
export const up = async (db: Kysely<unknown>): Promise<void> => {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db)
}
