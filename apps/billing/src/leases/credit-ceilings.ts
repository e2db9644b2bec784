import type { CreditLimitSource } from '@gptget/contracts'
import { sql } from 'kysely'
import type { Transaction } from '../db/schema/index.ts'
import { dayOf, endOfDay, endOfMonth, monthOf, TOTAL } from '../spend/spend-periods.ts'
import type { WalletBalance } from '../allocation/allocate-usage.ts'

/** A limit of what may be lent now. */
export type Ceiling = {
  source: CreditLimitSource
  limitNanoUsd: bigint | null
  /** Neither spent, lent nor held; never below zero. */
  availableNanoUsd: bigint
  leasedNanoUsd: bigint
  resetsAt: Date | null
}

type Row = {
  key_limit: bigint | null
  key_limit_per_day: bigint | null
  key_limit_per_month: bigint | null
  account_limit_per_day: bigint | null
  account_limit_per_month: bigint | null
  key_spent: bigint
  key_spent_today: bigint
  key_spent_this_month: bigint
  account_spent_today: bigint
  account_spent_this_month: bigint
  key_leased: bigint
  key_held: bigint
}

/**
 * The wallet and every credit limit that applies, the wallet first. Its row must be locked, so that spent and lent
 * amounts do not change.
 *
 * Everything lent or held counts against today, whenever it was lent, because it may be spent today. Together with the
 * day to which a charge is counted (`spentAt`), no daily or monthly limit is exceeded, even over midnight.
 */
export const readCeilings = async (
  tx: Transaction,
  wallet: WalletBalance,
  keyId: string | null,
  now: Date,
): Promise<Ceiling[]> => {
  const row = await readRow(tx, wallet.accountId, keyId, now)
  const key = { leased: row.key_leased, held: row.key_held }
  const account = { leased: wallet.leasedNanoUsd, held: wallet.heldNanoUsd }
  const limits: [CreditLimitSource, limit: bigint | null, spent: bigint, out: typeof key, Date | null][] = [
    ['key_credit_limit', row.key_limit, row.key_spent, key, null],
    ['key_credit_limit_per_day', row.key_limit_per_day, row.key_spent_today, key, endOfDay(now)],
    ['key_credit_limit_per_month', row.key_limit_per_month, row.key_spent_this_month, key, endOfMonth(now)],
    [
      'account_credit_limit_per_day',
      row.account_limit_per_day,
      row.account_spent_today,
      account,
      endOfDay(now),
    ],
    [
      'account_credit_limit_per_month',
      row.account_limit_per_month,
      row.account_spent_this_month,
      account,
      endOfMonth(now),
    ],
  ]
  return [
    {
      source: 'credits',
      limitNanoUsd: null,
      availableNanoUsd: wallet.availableNanoUsd,
      leasedNanoUsd: wallet.leasedNanoUsd,
      resetsAt: null,
    },
    ...limits.flatMap(([source, limitNanoUsd, spent, { leased: leasedNanoUsd, held }, resetsAt]) => {
      if (limitNanoUsd === null) return []
      const free = limitNanoUsd - spent - leasedNanoUsd - held
      return [{ source, limitNanoUsd, availableNanoUsd: free > 0n ? free : 0n, leasedNanoUsd, resetsAt }]
    }),
  ]
}

const keySpent = (period: string) =>
  sql`coalesce((select amount from key_spend s where s.key_id = k.key_id and period = ${period}), 0)`

const accountSpent = (period: string) =>
  sql`coalesce((select amount from account_spend s where s.account_id = a.account_id and period = ${period}), 0)`

const readRow = async (tx: Transaction, accountId: string, keyId: string | null, now: Date): Promise<Row> => {
  const { rows } = await sql<Row>`
    select k.credit_limit as key_limit, k.credit_limit_per_day as key_limit_per_day,
      k.credit_limit_per_month as key_limit_per_month,
      a.credit_limit_per_day as account_limit_per_day, a.credit_limit_per_month as account_limit_per_month,
      ${keySpent(TOTAL)} as key_spent, ${keySpent(dayOf(now))} as key_spent_today,
      ${keySpent(monthOf(now))} as key_spent_this_month,
      ${accountSpent(dayOf(now))} as account_spent_today, ${accountSpent(monthOf(now))} as account_spent_this_month,
      (select coalesce(sum(granted - returned - settled), 0)::bigint from leases l
        where l.account_id = k.account_id and l.key_id = k.key_id and status <> 'closed') as key_leased,
      (select coalesce(sum(amount - captured - released), 0)::bigint from holds h
        where h.account_id = k.account_id and h.key_id = k.key_id and status = 'open') as key_held
    from accounts a left join api_keys k on k.account_id = a.account_id and k.key_id = ${keyId}
    where a.account_id = ${accountId}`.execute(tx)
  return rows[0]!
}
