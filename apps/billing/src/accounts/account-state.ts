import type { AccountState, AuditAction } from '@gptget/contracts'
import { PublicError } from '@gptget/errors'
import { withTransaction } from '@gptget/postgres'
import { writeAudit, type By } from '../audit/write-audit.ts'
import type { LedgerContext } from '../context.ts'
import { noSuchAccount } from '../db/read-account.ts'

const ACTIONS: Record<AccountState, AuditAction> = {
  active: 'account.resumed',
  suspended: 'account.suspended',
  closed: 'account.closed',
}

/** @throws PublicError not_found, or conflict for a closed account, which stays closed */
export const setAccountState = (
  context: LedgerContext,
  { accountId, state, actor }: By & { accountId: string; state: AccountState },
): Promise<{ state: AccountState; isChanged: boolean }> =>
  withTransaction(context.db, async (tx) => {
    const before = await tx
      .selectFrom('accounts')
      .select('state')
      .where('account_id', '=', accountId)
      .forNoKeyUpdate()
      .executeTakeFirst()
    if (before === undefined) throw noSuchAccount(accountId)
    if (before.state === state) return { state, isChanged: false }
    if (before.state === 'closed')
      throw new PublicError('conflict', `The account "${accountId}" is closed. Open another one.`)
    await tx.updateTable('accounts').set({ state }).where('account_id', '=', accountId).execute()
    await writeAudit(context, tx, { accountId, actor, action: ACTIONS[state], subject: accountId })
    return { state, isChanged: true }
  })
