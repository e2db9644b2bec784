/** The thresholds of a budget, in percent. */
const ALERT_PERCENTS = [50, 80, 100] as const

export const NANO_USD_PER_CENT = 10_000_000n

/** The thresholds that were reached. */
export const reachedPercents = (usedNanoUsd: bigint, budgetCents: number): number[] =>
  ALERT_PERCENTS.filter(
    (percent) => usedNanoUsd * 100n >= BigInt(budgetCents) * NANO_USD_PER_CENT * BigInt(percent),
  )
