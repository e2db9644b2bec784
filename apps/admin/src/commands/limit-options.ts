import type { AccountLimits } from '@gptget/contracts'
import { formatUsd } from '@gptget/money'
import type { Command } from 'commander'
import { parseAmountOrZero, parseCount } from '../parse-options.ts'
import { showAmount } from '../show-amount.ts'

/** A value, or `none` to remove a limit. Not null, which Commander reads as no value. */
export type OrNone<Value> = Value | 'none'

/** The limits that both keys and accounts have, as options. */
export type LimitOptions = {
  rpm?: OrNone<number>
  tpm?: OrNone<number>
  creditPerDay?: OrNone<bigint>
  creditPerMonth?: OrNone<bigint>
}

export const orNone =
  <Value>(parse: (text: string) => Value) =>
  (text: string): OrNone<Value> =>
    text === 'none' ? text : parse(text)

/** null for `none`. */
export const nullIfNone = <Value>(value: OrNone<Value> | undefined): Value | null | undefined =>
  value === 'none' ? null : value

export const addLimitOptions = (command: Command): Command =>
  command
    .option('--rpm <count>', 'requests per minute, over all edges', orNone(parseCount))
    .option('--tpm <count>', 'tokens per minute, over all edges', orNone(parseCount))
    .option('--credit-per-day <usd>', 'US dollars per day (UTC)', orNone(parseAmountOrZero))
    .option('--credit-per-month <usd>', 'US dollars per calendar month (UTC)', orNone(parseAmountOrZero))

export const toLimits = (options: LimitOptions): Partial<AccountLimits> => ({
  requestsPerMinute: nullIfNone(options.rpm),
  tokensPerMinute: nullIfNone(options.tpm),
  creditLimitPerDayNanoUsd: nullIfNone(options.creditPerDay),
  creditLimitPerMonthNanoUsd: nullIfNone(options.creditPerMonth),
})

/** Limits for `--json`. */
export const showLimits = (limits: AccountLimits) => ({
  rpm: limits.requestsPerMinute,
  tpm: limits.tokensPerMinute,
  ...showLimitAmount('credit_per_day', limits.creditLimitPerDayNanoUsd),
  ...showLimitAmount('credit_per_month', limits.creditLimitPerMonthNanoUsd),
})

export const showLimitAmount = (name: string, limitNanoUsd: bigint | null) =>
  limitNanoUsd === null ? { [name]: null, [`${name}_nano_usd`]: null } : showAmount(name, limitNanoUsd)

/** Limits for people, each in a few words. */
export const describeLimits = (limits: AccountLimits): string[] => [
  ...(limits.requestsPerMinute === null ? [] : [`${limits.requestsPerMinute} requests/min`]),
  ...(limits.tokensPerMinute === null ? [] : [`${limits.tokensPerMinute} tokens/min`]),
  ...(limits.creditLimitPerDayNanoUsd === null ? [] : [`$${formatUsd(limits.creditLimitPerDayNanoUsd)}/day`]),
  ...(limits.creditLimitPerMonthNanoUsd === null
    ? []
    : [`$${formatUsd(limits.creditLimitPerMonthNanoUsd)}/month`]),
]
