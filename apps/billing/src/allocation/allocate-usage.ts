import type { ChargeEvent, UsageEvent } from '@gptget/contracts'

export type WalletBalance = {
  accountId: string
  availableNanoUsd: bigint
  leasedNanoUsd: bigint
  heldNanoUsd: bigint
}
export type LeaseBalance = {
  leaseId: string
  accountId: string
  remainingNanoUsd: bigint
  grantedAt: Date
}

export type Charge<Event extends ChargeEvent = ChargeEvent> = {
  event: Event
  /** Under which day and month it is counted. */
  spentAt: Date
  /** From the lease the generation ran on. */
  fromLeaseNanoUsd: bigint
  /** From the durable hold of what it is a part of. */
  fromHoldNanoUsd: bigint
  /** From the wallet's free credit, once lease or hold is used up. */
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
  settledAt: Date,
): Charge<UsageEvent>[] => {
  const available = new Map(wallets.map((wallet) => [wallet.accountId, wallet.availableNanoUsd]))
  const remaining = new Map(leases.map((lease) => [nameOf(lease), lease.remainingNanoUsd]))
  const grantedAt = new Map(leases.map((lease) => [nameOf(lease), lease.grantedAt]))
  return events.map((event) => {
    // Another account's lease pays for nothing, even if the event names it.
    const lease = nameOf(event)
    const fromLeaseNanoUsd = smaller(event.costNanoUsd, remaining.get(lease) ?? 0n)
    const rest = event.costNanoUsd - fromLeaseNanoUsd
    const fromAvailableNanoUsd = smaller(rest, available.get(event.accountId) ?? 0n)
    if (fromLeaseNanoUsd > 0n) remaining.set(lease, remaining.get(lease)! - fromLeaseNanoUsd)
    if (fromAvailableNanoUsd > 0n)
      available.set(event.accountId, available.get(event.accountId)! - fromAvailableNanoUsd)
    return {
      event,
      spentAt: spentAt(event, grantedAt.get(lease), settledAt),
      fromLeaseNanoUsd,
      fromHoldNanoUsd: 0n,
      fromAvailableNanoUsd,
      shortfallNanoUsd: rest - fromAvailableNanoUsd,
    }
  })
}

const nameOf = ({ accountId, leaseId }: { accountId: string; leaseId: string | null }): string =>
  `${accountId} ${leaseId}`

/**
 * The time an event started, as billing's clock can believe it: after its lease (or hold) was granted and before it is
 * booked.
 * With what `readCeilings` counts, a router whose clock is off can then break no day's limit.
 */
export const spentAt = (
  event: Pick<ChargeEvent, 'startedAt'>,
  leasedAt: Date | undefined,
  settledAt: Date,
): Date => {
  const startedAt = new Date(event.startedAt)
  if (leasedAt !== undefined && startedAt < leasedAt) return leasedAt
  return startedAt > settledAt ? settledAt : startedAt
}

/** What is taken from the wallet in all, leased, held or free. */
export const chargedNanoUsd = (charge: Omit<Charge, 'event'>): bigint =>
  charge.fromLeaseNanoUsd + charge.fromHoldNanoUsd + charge.fromAvailableNanoUsd
