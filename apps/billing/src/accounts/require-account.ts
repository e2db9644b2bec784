import { PublicError } from '@gptget/errors'
import type { Database, Transaction } from '../db/schema/index.ts'

/** @throws PublicError not_found */
export const requireAccount = async (db: Database | Transaction, accountId: string): Promise<void> => {
  const account = await db
    .selectFrom('accounts')
    .select('account_id')
    .where('account_id', '=', accountId)
    .executeTakeFirst()
  if (account === undefined) throw noSuchAccount(accountId)
}

export const noSuchAccount = (accountId: string): PublicError =>
  new PublicError('not_found', `There is no account "${accountId}".`, { param: 'account_id' })
