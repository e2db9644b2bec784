import type { Transaction } from '../db/schema/index.ts'
import type { LeaseBalance, WalletBalance } from '../allocation/allocate-usage.ts'

/*
 * Lock order everywhere: leases first, then wallets, then holds, each sorted by id. Transactions that follow it never
 * deadlock.
 */

export const lockLeases = async (tx: Transaction, leaseIds: string[]): Promise<LeaseBalance[]> => {
  if (leaseIds.length === 0) return []
  const rows = await tx
    .selectFrom('leases')
    .select(['lease_id', 'account_id', 'granted', 'returned', 'settled', 'created_at'])
    .where('lease_id', 'in', leaseIds)
    .orderBy('lease_id')
    .forUpdate()
    .execute()
  return rows.map((row) => ({
    leaseId: row.lease_id,
    accountId: row.account_id,
    remainingNanoUsd: row.granted - row.returned - row.settled,
    grantedAt: row.created_at,
  }))
}

/** Returns the wallets that exist. */
export const lockWallets = async (tx: Transaction, accountIds: string[]): Promise<WalletBalance[]> => {
  if (accountIds.length === 0) return []
  const rows = await tx
    .selectFrom('wallets')
    .select(['account_id', 'available', 'leased', 'held'])
    .where('account_id', 'in', accountIds)
    .orderBy('account_id')
    .forUpdate()
    .execute()
  return rows.map((row) => ({
    accountId: row.account_id,
    availableNanoUsd: row.available,
    leasedNanoUsd: row.leased,
    heldNanoUsd: row.held,
  }))
}
