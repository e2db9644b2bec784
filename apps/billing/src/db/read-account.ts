import type { AccountLimits, AccountState } from '@gptget/contracts'
import { PublicError } from '@gptget/errors'
import type { Database, Transaction } from './schema/index.ts'
import { toLimits } from './limit-columns.ts'

const COLUMNS = [
  'requests_per_minute',
  'tokens_per_minute',
  'credit_limit_per_day',
  'credit_limit_per_month',
] as const

/** What applies to all keys of an account: its limits, and whether they may be used. @throws PublicError not_found */
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
