import type { Kysely } from 'kysely'
import { sql } from 'kysely'

/** Accounts can be suspended and closed, and credit can be taken back with a negative grant. */
const STATEMENTS = [
  `alter table accounts add column state text not null default 'active' check (state in ('active', 'suspended', 'closed'))`,
  `alter table ledger_transactions
    drop constraint grant_is_a_gain,
    add constraint grant_has_no_revenue check (kind <> 'grant' or (wallet_amount <> 0 and revenue_amount = 0))`,
]

export const up = async (db: Kysely<unknown>): Promise<void> => {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db)
}
