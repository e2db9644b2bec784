import type { ReachableHost } from './host-directory.ts'

/** How many computers of this account each host has. */
export type Counts = ReadonlyMap<string, number>

/**
 * The host for a new computer: in its region, with capacity, and with the fewest computers of the account (so that a
 * lost host affects as few as possible). Among equal hosts it is the one whose scarcest resource, memory or processors,
 * is least used. null if no host has capacity.
 */
export const chooseHost = (
  hosts: readonly ReachableHost[],
  region: string,
  counts: Counts,
): ReachableHost | null => {
  const fitting = hosts.filter(({ regions, hasRoom }) => hasRoom && regions.includes(region))
  const order = (one: ReachableHost, other: ReachableHost): number =>
    countOf(counts, one) - countOf(counts, other) ||
    freeShareOf(other) - freeShareOf(one) ||
    one.hostId.localeCompare(other.hostId)
  return fitting.toSorted(order)[0] ?? null
}

const countOf = (counts: Counts, { hostId }: ReachableHost): number => counts.get(hostId) ?? 0

const freeShareOf = ({ freeMemoryShare, freeCpuShare }: ReachableHost): number =>
  Math.min(freeMemoryShare, freeCpuShare)
