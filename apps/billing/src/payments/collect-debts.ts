import { withTransaction } from '@gptget/postgres'
import { sql } from 'kysely'
import type { LedgerContext } from '../context.ts'
import { lockWallets } from '../ledger/lock-balances.ts'
import { settleDebts } from './settle-debts.ts'

/** The number of accounts per sweep. */
const MOST = 100

/** Collects what accounts owe from credit that has since returned to their wallets or was granted. */
export const collectDebts = async (context: LedgerContext): Promise<void> => {
  const debtors = await context.db
    .selectFrom('payments')
    .innerJoin('wallets', 'wallets.account_id', 'payments.account_id')
    .select('payments.account_id')
    .distinct()
    .where(sql<boolean>`least(amount, refunded + disputed) > taken_back`)
    .where('wallets.available', '>', 0n)
    .limit(MOST)
    .execute()
  for (const { account_id: accountId } of debtors)
    await withTransaction(context.db, async (tx) => {
      await lockWallets(tx, [accountId])
      await settleDebts(context, tx, accountId)
    })
}
