import { sql, type Kysely } from 'kysely'

const STATEMENTS = [
  `alter table payments
    add column refunded bigint not null default 0 check (refunded >= 0),
    add column disputed bigint not null default 0 check (disputed >= 0),
    add column is_dispute_closed boolean not null default false,
    add column taken_back bigint not null default 0 check (taken_back between 0 and amount)`,
  // What is owed: refunded or disputed, and not in the wallet any more when it was to be taken back.
  `create index payments_owed on payments (account_id) where least(amount, refunded + disputed) > taken_back`,
]

/** Payments that were refunded or disputed: their credit is taken back. */
export const up = async (db: Kysely<unknown>): Promise<void> => {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db)
}
