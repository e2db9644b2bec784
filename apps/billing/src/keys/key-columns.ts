import type { AccountLimits } from '@gptget/contracts'
import { PublicError } from '@gptget/errors'
import type { ApiKeyRow, LimitColumns } from '../db/schema/accounts.ts'

/** What may be said of a key. null takes a limit away. */
export type KeyOptions = Partial<AccountLimits> & {
  name?: string
  allowedModels?: string[] | null
  creditLimitNanoUsd?: bigint | null
  isDisabled?: boolean
  expiresAt?: string | null
}

/** Options as columns: those that were given, and no others. @throws PublicError invalid_request */
export const toKeyColumns = (options: KeyOptions): Partial<ApiKeyRow> =>
  given({
    name: options.name,
    allowed_models: options.allowedModels,
    ...toLimitColumns(options),
    credit_limit: checkLimit(options.creditLimitNanoUsd, 'credit_limit'),
    is_disabled: options.isDisabled,
    expires_at: parseExpiry(options.expiresAt),
  })

/** @throws PublicError invalid_request */
export const toLimitColumns = (limits: Partial<AccountLimits>): Partial<LimitColumns> =>
  given({
    requests_per_minute: limits.requestsPerMinute,
    tokens_per_minute: limits.tokensPerMinute,
    credit_limit_per_day: checkLimit(limits.creditLimitPerDayNanoUsd, 'credit_limit_per_day'),
    credit_limit_per_month: checkLimit(limits.creditLimitPerMonthNanoUsd, 'credit_limit_per_month'),
  })

const given = <Columns extends object>(columns: { [Name in keyof Columns]: Columns[Name] | undefined }) =>
  Object.fromEntries(Object.entries(columns).filter(([, value]) => value !== undefined)) as Partial<Columns>

const checkLimit = (limitNanoUsd: bigint | null | undefined, param: string): bigint | null | undefined => {
  if (limitNanoUsd === undefined || limitNanoUsd === null || limitNanoUsd >= 0n) return limitNanoUsd
  throw new PublicError('invalid_request', 'A credit limit cannot be negative.', { param })
}

const parseExpiry = (expiresAt: string | null | undefined): Date | null | undefined => {
  if (expiresAt === undefined || expiresAt === null) return expiresAt
  const date = new Date(expiresAt)
  if (!Number.isNaN(date.getTime())) return date
  throw new PublicError('invalid_request', `"${expiresAt}" is not an ISO 8601 time.`, { param: 'expires_at' })
}
