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
  /** The day and month to which it is counted. */
  spentAt: Date
  /** From the lease of the generation. */
  fromLeaseNanoUsd: bigint
  /** From the durable hold that it belongs to. */
  fromHoldNanoUsd: bigint
  /** From the wallet's free credit, once the lease or hold is used up. */
  fromAvailableNanoUsd: bigint
  /** What neither could pay. */
  shortfallNanoUsd: bigint
}

const smaller = (a: bigint, b: bigint): bigint => (a < b ? a : b)

/**
 * Who pays for each event, in order: the event's lease first, then the wallet, and never more than there is. Balances
 * are those at the start of the batch, by id; events of unknown accounts must be removed before.
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
 * The start time of an event, limited to what billing's clock can accept: after its lease (or hold) was granted and
 * before it is booked. Together with `readCeilings`, a router with a wrong clock can then exceed no daily limit.
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

/** The total taken from the wallet: leased, held or free. */
export const chargedNanoUsd = (charge: Omit<Charge, 'event'>): bigint =>
  charge.fromLeaseNanoUsd + charge.fromHoldNanoUsd + charge.fromAvailableNanoUsd
