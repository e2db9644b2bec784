import { sql, type Kysely } from 'kysely'

const STATEMENTS = [
  `create table payments (
    payment_id text primary key,
    account_id text not null references accounts,
    transaction_id text not null unique references ledger_transactions,
    amount bigint not null check (amount > 0),
    created_at timestamptz not null
  )`,
  `create index payments_account on payments (account_id, created_at)`,
]

/** Payments by the payment service's id: each is credited once. */
export const up = async (db: Kysely<unknown>): Promise<void> => {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db)
}
