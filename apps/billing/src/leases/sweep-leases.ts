import { withTransaction } from '@gptget/postgres'
import { sql } from 'kysely'
import type { UsageContext } from '../context.ts'
import type { Transaction } from '../db/schema/index.ts'
import { lockWallets } from '../ledger/lock-balances.ts'

const MAX_LEASES_PER_SWEEP = 500
const USAGE_TIMEOUT_MS = 5_000

type ClosedLease = { lease_id: string; account_id: string; remaining: bigint }

/**
 * Closes expired leases and returns the rest to their wallets, but only after all usage that was stored when they were
 * found is booked; otherwise spent credit would return. Any number of processes may sweep at once. Returns how many
 * leases were closed.
 *
 * @param options.isOpenIncluded false closes only leases whose holder is done
 */
export const sweepLeases = async (
  context: UsageContext,
  options: { isOpenIncluded: boolean },
): Promise<{ closedCount: number; returnedNanoUsd: bigint }> => {
  const leaseIds = await findExpired(context, options.isOpenIncluded)
  if (leaseIds.length === 0) return { closedCount: 0, returnedNanoUsd: 0n }
  if (!(await context.usage.waitUntilConsumed(USAGE_TIMEOUT_MS))) {
    context.logger.warn({ leaseCount: leaseIds.length }, 'usage is behind: leases are closed later')
    return { closedCount: 0, returnedNanoUsd: 0n }
  }
  const closed = await withTransaction(context.db, (tx) => closeLeases(context, tx, leaseIds))
  return {
    closedCount: closed.length,
    returnedNanoUsd: closed.reduce((sum, lease) => sum + lease.remaining, 0n),
  }
}

const findExpired = async (context: UsageContext, isOpenIncluded: boolean): Promise<string[]> => {
  const rows = await context.db
    .selectFrom('leases')
    .select('lease_id')
    .where('status', 'in', isOpenIncluded ? ['open', 'closing'] : ['closing'])
    .where('expires_at', '<', context.now())
    .orderBy('expires_at')
    .limit(MAX_LEASES_PER_SWEEP)
    .execute()
  return rows.map((row) => row.lease_id)
}

const closeLeases = async (
  context: UsageContext,
  tx: Transaction,
  leaseIds: string[],
): Promise<ClosedLease[]> => {
  // Checked again under the lock: a holder may have renewed meanwhile, or another sweep may have been faster.
  const leases = await tx
    .selectFrom('leases')
    .select(['lease_id', 'account_id'])
    .select(sql<bigint>`granted - returned - settled`.as('remaining'))
    .where('lease_id', 'in', leaseIds)
    .where('status', '<>', 'closed')
    .where('expires_at', '<', context.now())
    .orderBy('lease_id')
    .forUpdate()
    .skipLocked()
    .execute()
  if (leases.length === 0) return []
  await lockWallets(tx, [...new Set(leases.map((lease) => lease.account_id))])
  await sql`with freed as (
      update leases set status = 'closed', returned = granted - settled
      where lease_id = any(${leases.map((lease) => lease.lease_id)}::text[])
    )
    update wallets set available = available + free.amount, leased = leased - free.amount
    from (
      select account_id, sum(amount)::bigint as amount from unnest(
        ${leases.map((lease) => lease.account_id)}::text[], ${leases.map((lease) => lease.remaining)}::bigint[]
      ) as left_over (account_id, amount) group by account_id
    ) free where wallets.account_id = free.account_id`.execute(tx)
  return leases
}
