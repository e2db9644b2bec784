import type { AccountState } from '@gptget/contracts'
import type { LedgerContext } from '../context.ts'

export type ListedAccount = {
  accountId: string
  name: string
  createdAt: string
  state: AccountState
  availableNanoUsd: bigint
  leasedNanoUsd: bigint
  heldNanoUsd: bigint
}

export const listAccounts = async (context: LedgerContext): Promise<{ accounts: ListedAccount[] }> => {
  const rows = await context.db
    .selectFrom('accounts')
    .innerJoin('wallets', 'wallets.account_id', 'accounts.account_id')
    .select(['accounts.account_id', 'name', 'created_at', 'state', 'available', 'leased', 'held'])
    .orderBy('created_at')
    .execute()
  return {
    accounts: rows.map((row) => ({
      accountId: row.account_id,
      name: row.name,
      createdAt: row.created_at.toISOString(),
      state: row.state,
      availableNanoUsd: row.available,
      leasedNanoUsd: row.leased,
      heldNanoUsd: row.held,
    })),
  }
}
