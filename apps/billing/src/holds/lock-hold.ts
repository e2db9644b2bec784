import { PublicError } from '@gptget/errors'
import type { Transaction } from '../db/schema/index.ts'
import type { WalletBalance } from '../allocation/allocate-usage.ts'
import { lockWallets } from '../ledger/lock-balances.ts'
import type { StoredHold } from './hold-record.ts'

/**
 * A hold and its wallet, both locked. Lock order everywhere: leases, wallets, holds. The wallet's lock serializes all
 * changes to holds of an account. @throws PublicError not_found
 */
export const lockHold = async (
  tx: Transaction,
  subject: string,
): Promise<{ hold: StoredHold; wallet: WalletBalance }> => {
  const owned = await tx
    .selectFrom('holds')
    .select('account_id')
    .where('subject', '=', subject)
    .executeTakeFirst()
  if (owned === undefined)
    throw new PublicError('not_found', `There is no hold "${subject}".`, { param: 'subject' })
  const [wallet] = await lockWallets(tx, [owned.account_id])
  return { wallet: wallet!, hold: await readHold(tx, subject) }
}

export const readHold = (tx: Transaction, subject: string): Promise<StoredHold> =>
  tx.selectFrom('holds').selectAll().where('subject', '=', subject).executeTakeFirstOrThrow()
