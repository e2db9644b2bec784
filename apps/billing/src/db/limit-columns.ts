import type { AccountLimits } from '@gptget/contracts'
import { PublicError } from '@gptget/errors'
import type { LimitColumns } from './schema/accounts.ts'

/** Columns as limits. */
export const toLimits = (row: LimitColumns): AccountLimits => ({
  requestsPerMinute: row.requests_per_minute,
  tokensPerMinute: row.tokens_per_minute,
  creditLimitPerDayNanoUsd: row.credit_limit_per_day,
  creditLimitPerMonthNanoUsd: row.credit_limit_per_month,
})

/** Limits as columns: only the given ones. @throws PublicError invalid_request */
export const toLimitColumns = (limits: Partial<AccountLimits>): Partial<LimitColumns> =>
  given({
    requests_per_minute: limits.requestsPerMinute,
    tokens_per_minute: limits.tokensPerMinute,
    credit_limit_per_day: checkLimit(limits.creditLimitPerDayNanoUsd, 'credit_limit_per_day'),
    credit_limit_per_month: checkLimit(limits.creditLimitPerMonthNanoUsd, 'credit_limit_per_month'),
  })

/** The columns that have a value. */
export const given = <Columns extends object>(columns: {
  [Name in keyof Columns]: Columns[Name] | undefined
}) =>
  Object.fromEntries(Object.entries(columns).filter(([, value]) => value !== undefined)) as Partial<Columns>

/** @throws PublicError invalid_request for a negative limit */
export const checkLimit = (
  limitNanoUsd: bigint | null | undefined,
  param: string,
): bigint | null | undefined => {
  if (limitNanoUsd === undefined || limitNanoUsd === null || limitNanoUsd >= 0n) return limitNanoUsd
  throw new PublicError('invalid_request', 'A credit limit cannot be negative.', { param })
}
