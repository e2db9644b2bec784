import type { AccountState } from '@gptget/contracts'
import { PublicError } from '@gptget/errors'
import type { LedgerContext } from '../context.ts'
import { noSuchAccount } from './require-account.ts'

/** @throws PublicError not_found, or conflict for an account that is closed: that is for ever */
export const setAccountState = async (
  context: LedgerContext,
  { accountId, state }: { accountId: string; state: AccountState },
): Promise<{ state: AccountState; isChanged: boolean }> => {
  const before = await context.db
    .selectFrom('accounts')
    .select('state')
    .where('account_id', '=', accountId)
    .executeTakeFirst()
  if (before === undefined) throw noSuchAccount(accountId)
  if (before.state === state) return { state, isChanged: false }
  const changed = await context.db
    .updateTable('accounts')
    .set({ state })
    .where('account_id', '=', accountId)
    .where('state', '<>', 'closed')
    .executeTakeFirst()
  if (changed.numUpdatedRows === 0n)
    throw new PublicError('conflict', `The account "${accountId}" is closed. Open another one.`)
  return { state, isChanged: true }
}
