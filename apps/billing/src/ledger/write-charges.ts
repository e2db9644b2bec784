import type { ChargeEvent } from '@gptget/contracts'
import { arrayLiteral } from '@gptget/postgres'
import { sql } from 'kysely'
import type { LedgerContext } from '../context.ts'
import type { Transaction } from '../db/schema/index.ts'
import { TOTAL } from '../spend/spend-periods.ts'
import { addActivity } from './add-activity.ts'
import { chargedNanoUsd, type Charge } from '../allocation/allocate-usage.ts'
import { sumActivity, type Activity } from './sum-activity.ts'
import { writeChargeJson } from './charge-json.ts'

/** Writes charges and their payers. The wallets, leases and holds concerned must be locked. */
export const writeCharges = async (
  context: LedgerContext,
  tx: Transaction,
  charges: Charge[],
  settledAt: Date,
): Promise<void> => {
  if (charges.length === 0) return
  const activity = sumActivity(charges)
  await insertCharges(tx, charges, settledAt)
  await addActivity(tx, activity)
  const paid = charges.filter((charge) => charge.event.costNanoUsd > 0n)
  if (paid.length === 0) return
  await insertTransactions(context, tx, paid, settledAt)
  await spendLeases(tx, paid)
  await debitWallets(tx, paid)
  await addSpend(
    tx,
    KEY_SPEND,
    spendOf(activity, [TOTAL], ({ keyId }) => keyId),
  )
  await addSpend(
    tx,
    ACCOUNT_SPEND,
    spendOf(activity, [], ({ accountId }) => accountId),
  )
}

const insertCharges = (tx: Transaction, charges: Charge[], settledAt: Date) => {
  const events = charges.map((charge) => charge.event)
  // One text for all events: as elements of an array of texts, their quotes would be escaped once more.
  const documents = `[${events.map(writeChargeJson).join(',')}]`
  return sql`insert into charges
    (charge_id, kind, account_id, key_id, lease_id, subject, product, cost, charged, shortfall, started_at, document, settled_at)
    select *, ${settledAt}::timestamptz from rows from (
      unnest(
        ${arrayLiteral(events.map((event) => event.id))}::text[],
        ${arrayLiteral(events.map((event) => event.kind))}::text[],
        ${arrayLiteral(events.map((event) => event.accountId))}::text[],
        ${arrayLiteral(events.map((event) => event.keyId))}::text[],
        ${arrayLiteral(events.map(leaseIdOf))}::text[],
        ${arrayLiteral(events.map(subjectOf))}::text[],
        ${arrayLiteral(events.map((event) => event.product))}::text[],
        ${arrayLiteral(events.map((event) => event.costNanoUsd))}::bigint[],
        ${arrayLiteral(charges.map(chargedNanoUsd))}::bigint[],
        ${arrayLiteral(charges.map((charge) => charge.shortfallNanoUsd))}::bigint[],
        ${arrayLiteral(events.map((event) => event.startedAt))}::timestamptz[]
      ),
      json_array_elements(${documents}::json)
    )`.execute(tx)
}

const leaseIdOf = (event: ChargeEvent): string | null => (event.kind === 'generation' ? event.leaseId : null)
const subjectOf = (event: ChargeEvent): string | null => (event.kind === 'capture' ? event.subject : null)

/** Each with its legs: what the wallet pays, what it could not pay, and the platform's revenue. */
const insertTransactions = (context: LedgerContext, tx: Transaction, charges: Charge[], settledAt: Date) => {
  const events = charges.map((charge) => charge.event)
  return sql`insert into ledger_transactions
    (transaction_id, account_id, charge_id, price_version, wallet_amount, shortfall_amount, revenue_amount, kind, created_at)
    select *, 'usage', ${settledAt}::timestamptz from unnest(
      ${arrayLiteral(charges.map(() => context.createId('txn')))}::text[],
      ${arrayLiteral(events.map((event) => event.accountId))}::text[],
      ${arrayLiteral(events.map((event) => event.id))}::text[],
      ${arrayLiteral(events.map((event) => event.priceVersion))}::text[],
      ${arrayLiteral(charges.map((charge) => -chargedNanoUsd(charge)))}::bigint[],
      ${arrayLiteral(charges.map((charge) => -charge.shortfallNanoUsd))}::bigint[],
      ${arrayLiteral(events.map((event) => event.costNanoUsd))}::bigint[]
    )`.execute(tx)
}

const spendLeases = async (tx: Transaction, charges: Charge[]) => {
  const spent = sumBy(charges, (charge) => [[leaseIdOf(charge.event) ?? '', charge.fromLeaseNanoUsd]])
  if (spent.size === 0) return
  await sql`update leases set settled = settled + spent.amount
    from unnest(${[...spent.keys()]}::text[], ${[...spent.values()]}::bigint[]) as spent (lease_id, amount)
    where leases.lease_id = spent.lease_id`.execute(tx)
}

const debitWallets = (tx: Transaction, charges: Charge[]) => {
  const charged = sumBy(charges, (charge) => [[charge.event.accountId, chargedNanoUsd(charge)]])
  const leased = sumBy(charges, (charge) => [[charge.event.accountId, charge.fromLeaseNanoUsd]])
  const held = sumBy(charges, (charge) => [[charge.event.accountId, charge.fromHoldNanoUsd]])
  const accountIds = [...charged.keys()]
  return sql`update wallets set
      charged = charged + debit.amount,
      leased = leased - debit.from_lease,
      held = held - debit.from_hold,
      available = available - (debit.amount - debit.from_lease - debit.from_hold)
    from unnest(
      ${accountIds}::text[],
      ${accountIds.map((accountId) => charged.get(accountId) ?? 0n)}::bigint[],
      ${accountIds.map((accountId) => leased.get(accountId) ?? 0n)}::bigint[],
      ${accountIds.map((accountId) => held.get(accountId) ?? 0n)}::bigint[]
    ) as debit (account_id, amount, from_lease, from_hold)
    where wallets.account_id = debit.account_id`.execute(tx)
}

const KEY_SPEND = { table: sql.id('key_spend'), id: sql.id('key_id') }
const ACCOUNT_SPEND = { table: sql.id('account_spend'), id: sql.id('account_id') }

/** Charges by period and owner, `<period> <id>`: of the day, of the month and of `others`. */
const spendOf = (activity: Activity[], others: string[], ownerOf: (sum: Activity) => string) =>
  sumBy(activity, (sum) =>
    [...others, sum.day, monthOf(sum.day)].map((period) => [`${period} ${ownerOf(sum)}`, sum.chargedNanoUsd]),
  )

/** `2026-11-22` is in `2026-11`. */
const monthOf = (day: string): string => day.slice(0, 7)

const addSpend = async (
  tx: Transaction,
  { table, id }: typeof KEY_SPEND,
  spend: Map<string, bigint>,
): Promise<void> => {
  if (spend.size === 0) return
  // Sorted, so that two batches lock the rows in the same order.
  const rows = [...spend.entries()].sort(([a], [b]) => (a < b ? -1 : 1))
  await sql`insert into ${table} (period, ${id}, amount)
    select split_part(name, ' ', 1), substr(name, strpos(name, ' ') + 1), amount
    from unnest(${rows.map(([name]) => name)}::text[], ${rows.map(([, amount]) => amount)}::bigint[]) as spend (name, amount)
    on conflict (${id}, period) do update set amount = ${table}.amount + excluded.amount`.execute(tx)
}

/** Sums of amounts by id, without zeros. */
const sumBy = <Item>(
  items: Item[],
  amountsOf: (item: Item) => [id: string, amount: bigint][],
): Map<string, bigint> => {
  const sums = new Map<string, bigint>()
  for (const item of items)
    for (const [id, amount] of amountsOf(item)) if (amount !== 0n) sums.set(id, (sums.get(id) ?? 0n) + amount)
  return sums
}
