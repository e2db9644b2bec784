import type { ComputerHost } from '@gptget/contracts'

/** How many computers of this account each host has. */
export type Counts = ReadonlyMap<string, number>

/**
 * The host for a new computer: in its region, with capacity, and with the fewest computers of the account (so that a
 * lost host affects as few as possible). Among equal hosts it is the one whose scarcest resource, memory or processors,
 * is least used. null if no host has capacity.
 */
export const chooseHost = (
  hosts: readonly ComputerHost[],
  region: string,
  counts: Counts,
): ComputerHost | null => {
  const fitting = hosts.filter(({ regions, hasRoom }) => hasRoom && regions.includes(region))
  const order = (one: ComputerHost, other: ComputerHost): number =>
    countOf(counts, one) - countOf(counts, other) ||
    freeShareOf(other) - freeShareOf(one) ||
    one.hostId.localeCompare(other.hostId)
  return fitting.toSorted(order)[0] ?? null
}

const countOf = (counts: Counts, { hostId }: ComputerHost): number => counts.get(hostId) ?? 0

const freeShareOf = ({ freeMemoryShare, freeCpuShare }: ComputerHost): number =>
  Math.min(freeMemoryShare, freeCpuShare)
