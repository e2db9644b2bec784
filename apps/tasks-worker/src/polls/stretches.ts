/** An account's open tasks at one key of a provider: what they ask for each second if none of them has to wait. */
export type Demand = { accountId: string; upstream: string; polls: number; calls: number }

export type PollBudget = {
  /** Tasks that are asked about. */
  pollsPerSecond: number
  /** Calls with one key of a provider, each about one task or several. */
  callsPerSecond: number
}

/** How many times as long as usual the tasks of an account at a key wait for a poll; at least 1. */
export type StretchOf = (of: Pick<Demand, 'accountId' | 'upstream'>) => number

/**
 * Keeps all polls within the budget. The accounts at a key share its calls, and all accounts share the polls: one with
 * few tasks is polled as ever, however many another one has.
 */
export const stretchesOf = (demands: readonly Demand[], budget: PollBudget): StretchOf => {
  const atKeys = new Map<Demand, number>()
  for (const sharing of Map.groupBy(demands, ({ upstream }) => upstream).values()) {
    const share = fairShare(
      sharing.map(({ calls }) => calls),
      budget.callsPerSecond,
    )
    for (const demand of sharing) atKeys.set(demand, Math.max(1, demand.calls / share))
  }
  const polls = new Map<string, number>()
  for (const [{ accountId, polls: asked }, stretch] of atKeys)
    polls.set(accountId, (polls.get(accountId) ?? 0) + asked / stretch)
  const share = fairShare([...polls.values()], budget.pollsPerSecond)
  const stretches = new Map<string, number>()
  for (const [demand, stretch] of atKeys)
    stretches.set(nameOf(demand), stretch * Math.max(1, polls.get(demand.accountId)! / share))
  return (of) => stretches.get(nameOf(of)) ?? 1
}

const nameOf = ({ accountId, upstream }: Pick<Demand, 'accountId' | 'upstream'>): string =>
  `${accountId}\n${upstream}`

/** The most that each may have of a budget, so that whoever needs less has all of it; infinite if there is enough. */
const fairShare = (needs: readonly number[], budget: number): number => {
  let left = budget
  for (const [at, need] of needs.toSorted((a, b) => a - b).entries()) {
    const share = left / (needs.length - at)
    if (need > share) return share
    left -= need
  }
  return Infinity
}
