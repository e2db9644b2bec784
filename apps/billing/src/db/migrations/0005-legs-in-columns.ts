import { sql, type Kysely } from 'kysely'

/**
 * The legs of a ledger transaction as columns, so that Postgres checks that they sum to zero. Booking a charge was four
 * rows, seven index entries and four lookups of foreign keys, each a separate query; now it is two rows and five
 * entries. `ledger verify` checks what the dropped keys ensured.
 */
const STATEMENTS = [
  `alter table ledger_transactions
    add column wallet_amount bigint not null default 0,
    add column grants_amount bigint not null default 0,
    add column shortfall_amount bigint not null default 0,
    add column revenue_amount bigint not null default 0`,
  `update ledger_transactions t set
      wallet_amount = legs.wallet, grants_amount = legs.grants,
      shortfall_amount = legs.shortfall, revenue_amount = legs.revenue
    from (
      select transaction_id,
        coalesce(sum(amount) filter (where ledger_account like 'wallet:%'), 0) as wallet,
        coalesce(sum(amount) filter (where ledger_account = 'platform:grants'), 0) as grants,
        coalesce(sum(amount) filter (where ledger_account = 'platform:shortfall'), 0) as shortfall,
        coalesce(sum(amount) filter (where ledger_account = 'platform:revenue'), 0) as revenue
      from ledger_entries group by transaction_id
    ) legs where legs.transaction_id = t.transaction_id`,
  `drop table ledger_entries`,
  `alter table ledger_transactions
    add constraint transaction_sums_to_zero check (wallet_amount + grants_amount + shortfall_amount + revenue_amount = 0),
    add constraint usage_is_revenue check (kind <> 'usage' or (revenue_amount > 0 and grants_amount = 0)),
    add constraint grant_is_a_gain check (kind <> 'grant' or (wallet_amount > 0 and revenue_amount = 0)),
    drop constraint ledger_transactions_account_id_fkey`,
  `alter table generations drop constraint generations_account_id_fkey`,
  `drop index generations_account`,
  `create view ledger_entries (transaction_id, ledger_account, amount) as
    select transaction_id, 'wallet:' || account_id, wallet_amount from ledger_transactions where wallet_amount <> 0
    union all
    select transaction_id, 'platform:grants', grants_amount from ledger_transactions where grants_amount <> 0
    union all
    select transaction_id, 'platform:shortfall', shortfall_amount from ledger_transactions where shortfall_amount <> 0
    union all
    select transaction_id, 'platform:revenue', revenue_amount from ledger_transactions where revenue_amount <> 0`,
]

export const up = async (db: Kysely<unknown>): Promise<void> => {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db)
}
