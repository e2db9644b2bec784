import type { AccountLimits, ApiKeyRecord } from '@gptget/contracts'
import type { ApiKeyRow, LimitColumns } from '../db/schema/accounts.ts'

export const toLimits = (row: LimitColumns): AccountLimits => ({
  requestsPerMinute: row.requests_per_minute,
  tokensPerMinute: row.tokens_per_minute,
  creditLimitPerDayNanoUsd: row.credit_limit_per_day,
  creditLimitPerMonthNanoUsd: row.credit_limit_per_month,
})

/** A key as other services see it: everything but its hash. */
export const toKeyRecord = (row: ApiKeyRow): ApiKeyRecord => ({
  keyId: row.key_id,
  accountId: row.account_id,
  name: row.name,
  label: row.label,
  allowedModels: row.allowed_models,
  ...toLimits(row),
  creditLimitNanoUsd: row.credit_limit,
  rights: row.rights,
  isDisabled: row.is_disabled,
  expiresAt: row.expires_at?.toISOString() ?? null,
  revokedAt: row.revoked_at?.toISOString() ?? null,
  createdAt: row.created_at.toISOString(),
})
