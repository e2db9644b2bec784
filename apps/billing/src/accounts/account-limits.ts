import type { AccountLimits } from '@gptget/contracts'
import { withTransaction } from '@gptget/postgres'
import { writeAudit, type By } from '../audit/write-audit.ts'
import type { UsageContext } from '../context.ts'
import { toLimitColumns } from '../db/limit-columns.ts'
import { waitForOwnUsage } from '../ledger/read-credits.ts'
import { readAccountSpend, type AccountSpend } from '../spend/read-account-spend.ts'
import { noSuchAccount, readAccount } from '../db/read-account.ts'

/** Sets the given limits, if any, and returns all. @throws PublicError not_found, invalid_request */
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
