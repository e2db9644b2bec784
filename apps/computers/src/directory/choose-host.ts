import type { ComputerHost } from '@gptget/contracts'

/** How many computers of the account whose computer is placed each host has. */
export type Counts = ReadonlyMap<string, number>

/**
 * Where a new computer of an account belongs: in its region, where there is room, on the host that has the fewest of
 * the account (one host that dies takes as few as can be); among those on the one that is least full by what it is
 * fullest in, memory or processors. null where no host has room.
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
