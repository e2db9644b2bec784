import type { managedKeySchema } from '@gptget/api/schemas/keys'
import { isManagementKey } from '@gptget/contracts'
import type { ManagedKey } from '@gptget/contracts'
import { toUsdNumber } from '@gptget/money'
import type { z } from 'zod'
import { leftOf } from './describe-key.ts'

const usdOrNull = (amountNanoUsd: bigint | null): number | null =>
  amountNanoUsd === null ? null : toUsdNumber(amountNanoUsd)

/** A key as its managers see it: everything but its secret. */
export const describeManagedKey = (key: ManagedKey): z.output<typeof managedKeySchema> => ({
  id: key.keyId,
  label: key.label,
  name: key.name,
  disabled: key.isDisabled === true,
  is_management_key: isManagementKey(key),
  usage: toUsdNumber(key.usedNanoUsd),
  usage_daily: toUsdNumber(key.usedTodayNanoUsd),
  usage_weekly: toUsdNumber(key.usedThisWeekNanoUsd),
  usage_monthly: toUsdNumber(key.usedThisMonthNanoUsd),
  limit: usdOrNull(key.creditLimitNanoUsd),
  limit_remaining:
    key.creditLimitNanoUsd === null ? null : toUsdNumber(leftOf(key.creditLimitNanoUsd, key.usedNanoUsd)),
  limit_daily: usdOrNull(key.creditLimitPerDayNanoUsd),
  limit_monthly: usdOrNull(key.creditLimitPerMonthNanoUsd),
  requests_per_minute: key.requestsPerMinute,
  tokens_per_minute: key.tokensPerMinute,
  allowed_models: key.allowedModels,
  expires_at: key.expiresAt,
  revoked_at: key.revokedAt,
  last_used_on: key.lastUsedOn,
  created_at: key.createdAt,
})
