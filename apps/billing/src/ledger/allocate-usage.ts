import type { UsageEvent } from '@gptget/bus'

export type WalletBalance = { accountId: string; availableNanoUsd: bigint; leasedNanoUsd: bigint }
export type LeaseBalance = { leaseId: string; accountId: string; remainingNanoUsd: bigint }

export type Charge = {
  event: UsageEvent
  /** From the lease the generation ran on. */
  fromLeaseNanoUsd: bigint
  /** From the wallet's free credit, once the lease is used up. */
  fromAvailableNanoUsd: bigint
  /** What neither could pay. */
  shortfallNanoUsd: bigint
}

const smaller = (a: bigint, b: bigint): bigint => (a < b ? a : b)

/**
 * Who pays for each event, in their order: the event's lease first, then the wallet, and never more than is there.
 * Balances are those at the start of the batch, by id; events of unknown accounts must be sorted out before.
 */
export const allocateUsage = (
  events: UsageEvent[],
  wallets: WalletBalance[],
  leases: LeaseBalance[],
): Charge[] => {
  const available = new Map(wallets.map((wallet) => [wallet.accountId, wallet.availableNanoUsd]))
  const remaining = new Map(
    leases.map((lease) => [`${lease.accountId} ${lease.leaseId}`, lease.remainingNanoUsd]),
  )
  return events.map((event) => {
    // Another account's lease pays for nothing, whatever the event says.
    const lease = `${event.accountId} ${event.leaseId}`
    const fromLeaseNanoUsd = smaller(event.costNanoUsd, remaining.get(lease) ?? 0n)
    const rest = event.costNanoUsd - fromLeaseNanoUsd
    const fromAvailableNanoUsd = smaller(rest, available.get(event.accountId) ?? 0n)
    if (fromLeaseNanoUsd > 0n) remaining.set(lease, remaining.get(lease)! - fromLeaseNanoUsd)
    if (fromAvailableNanoUsd > 0n)
      available.set(event.accountId, available.get(event.accountId)! - fromAvailableNanoUsd)
    return { event, fromLeaseNanoUsd, fromAvailableNanoUsd, shortfallNanoUsd: rest - fromAvailableNanoUsd }
  })
}

/** What is taken from the wallet in all, leased or not. */
export const chargedNanoUsd = (charge: Charge): bigint =>
  charge.fromLeaseNanoUsd + charge.fromAvailableNanoUsd
