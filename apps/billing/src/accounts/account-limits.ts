import type { AccountLimits, AccountState } from '@gptget/contracts'
import { withTransaction } from '@gptget/postgres'
import { writeAudit, type By } from '../audit/write-audit.ts'
import type { LedgerContext, UsageContext } from '../context.ts'
import type { Database } from '../db/schema/index.ts'
import { toLimitColumns } from '../keys/key-columns.ts'
import { toLimits } from '../keys/key-record.ts'
import { dayOf, monthOf } from '../keys/spend-periods.ts'
import { waitForOwnUsage } from '../ledger/read-credits.ts'
import { noSuchAccount } from './require-account.ts'

const COLUMNS = [
  'requests_per_minute',
  'tokens_per_minute',
  'credit_limit_per_day',
  'credit_limit_per_month',
] as const

/** What holds for all keys of an account: its limits, and whether they may be used. @throws PublicError not_found */
export const readAccount = async (
  db: Database,
  accountId: string,
): Promise<{ limits: AccountLimits; state: AccountState }> => {
  const row = await db
    .selectFrom('accounts')
    .select([...COLUMNS, 'state'])
    .where('account_id', '=', accountId)
    .executeTakeFirst()
  if (row === undefined) throw noSuchAccount(accountId)
  return { limits: toLimits(row), state: row.state }
}

export type AccountSpend = { usedTodayNanoUsd: bigint; usedThisMonthNanoUsd: bigint }

/** Sets the limits that are given, if any, and answers all. @throws PublicError not_found, invalid_request */
export const setAccountLimits = async (
  context: UsageContext,
  { accountId, actor, ...limits }: Partial<AccountLimits> & By & { accountId: string },
): Promise<{ limits: AccountLimits; isChanged: boolean } & AccountSpend> => {
  const columns = toLimitColumns(limits)
  const isChanged = Object.keys(columns).length > 0
  if (isChanged)
    await withTransaction(context.db, async (tx) => {
      const { numUpdatedRows } = await tx
        .updateTable('accounts')
        .set(columns)
        .where('account_id', '=', accountId)
        .executeTakeFirst()
      if (numUpdatedRows === 0n) throw noSuchAccount(accountId)
      const change = { accountId, actor, subject: accountId, details: limits }
      await writeAudit(context, tx, { ...change, action: 'account.limits_changed' })
    })
  await waitForOwnUsage(context)
  return {
    limits: (await readAccount(context.db, accountId)).limits,
    isChanged,
    ...(await readAccountSpend(context, accountId)),
  }
}

/** Days and months are UTC's. */
export const readAccountSpend = async (context: LedgerContext, accountId: string): Promise<AccountSpend> => {
  const today = dayOf(context.now())
  const month = monthOf(context.now())
  const rows = await context.db
    .selectFrom('account_spend')
    .select(['period', 'amount'])
    .where('account_id', '=', accountId)
    .where('period', 'in', [today, month])
    .execute()
  const amounts = new Map(rows.map((row) => [row.period, row.amount]))
  return { usedTodayNanoUsd: amounts.get(today) ?? 0n, usedThisMonthNanoUsd: amounts.get(month) ?? 0n }
}
