import type { keySchema } from '@gptget/api/schemas/account'
import { isManagementKey } from '@gptget/contracts'
import type { readKeyUsage, ResolvedKey } from '@gptget/contracts'
import { toUsdNumber } from '@gptget/money'
import type { z } from 'zod'
import type { LimitState } from '../pipeline/rate-limit/rate-limiter.ts'

type Usage = z.output<(typeof readKeyUsage)['response']>

/** A key with the state of each of its limits and its account's. */
export const describeKey = (
  key: ResolvedKey,
  usage: Usage,
  rateLimits: readonly LimitState[],
  now: Date,
): z.output<typeof keySchema>['data'] => {
  const limit = key.creditLimitNanoUsd
  const managesKeys = isManagementKey(key)
  return {
    id: key.keyId,
    label: key.label,
    name: key.name,
    usage: toUsdNumber(usage.usedNanoUsd),
    usage_daily: toUsdNumber(usage.usedTodayNanoUsd),
    usage_weekly: toUsdNumber(usage.usedThisWeekNanoUsd),
    usage_monthly: toUsdNumber(usage.usedThisMonthNanoUsd),
    limit: limit === null ? null : toUsdNumber(limit),
    limit_remaining: limit === null ? null : toUsdNumber(leftOf(limit, usage.usedNanoUsd)),
    allowed_models: key.allowedModels,
    limit_reset: null,
    rate_limit: {
      requests_per_minute: key.requestsPerMinute,
      tokens_per_minute: key.tokensPerMinute,
      interval: '1m',
      requests: key.requestsPerMinute ?? -1,
      note: 'The key’s own limit; `limits` has all of them.',
    },
    limits: [
      ...creditLimits(key, usage, now),
      ...rateLimits.map((state) => ({
        source: `${state.of}_${state.kind}_per_minute`,
        unit: state.kind,
        limit: state.perMinute,
        used: Math.max(0, state.perMinute - state.remaining),
        remaining: state.remaining,
        reset_at: new Date(now.getTime() + state.resetMs).toISOString(),
      })),
    ],
    ...UNKNOWN_HERE,
    is_management_key: managesKeys,
    is_provisioning_key: managesKeys,
    expires_at: key.expiresAt,
    created_at: key.createdAt,
  }
}

/** OpenRouter's fields without a counterpart here: its SDK refuses an answer without them. */
const UNKNOWN_HERE = {
  byok_usage: 0,
  byok_usage_daily: 0,
  byok_usage_weekly: 0,
  byok_usage_monthly: 0,
  include_byok_in_limit: false,
  allowed_data_regions: ['global'] as string[],
  free_model_daily_requests: { limit: 0, used: 0, remaining: 0 },
  is_free_tier: false,
  creator_user_id: null,
  organization_id: null,
  workspace_id: null,
} as const satisfies Partial<z.output<typeof keySchema>['data']>

/** The rest of a limit, never below zero. */
export const leftOf = (limitNanoUsd: bigint, usedNanoUsd: bigint): bigint =>
  limitNanoUsd > usedNanoUsd ? limitNanoUsd - usedNanoUsd : 0n

const creditLimits = (key: ResolvedKey, usage: Usage, now: Date) => {
  const tomorrow = new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth(), now.getUTCDate() + 1))
  const nextMonth = new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + 1, 1))
  const { account } = key
  const all: [source: string, limit: bigint | null, used: bigint, resetAt: Date | null][] = [
    ['key_credit_limit', key.creditLimitNanoUsd, usage.usedNanoUsd, null],
    ['key_credit_limit_per_day', key.creditLimitPerDayNanoUsd, usage.usedTodayNanoUsd, tomorrow],
    ['key_credit_limit_per_month', key.creditLimitPerMonthNanoUsd, usage.usedThisMonthNanoUsd, nextMonth],
    [
      'account_credit_limit_per_day',
      account.creditLimitPerDayNanoUsd,
      usage.account.usedTodayNanoUsd,
      tomorrow,
    ],
    [
      'account_credit_limit_per_month',
      account.creditLimitPerMonthNanoUsd,
      usage.account.usedThisMonthNanoUsd,
      nextMonth,
    ],
  ]
  return all.flatMap(([source, limit, used, resetAt]) =>
    limit === null
      ? []
      : [
          {
            source,
            unit: 'usd' as const,
            limit: toUsdNumber(limit),
            used: toUsdNumber(used),
            remaining: toUsdNumber(leftOf(limit, used)),
            reset_at: resetAt?.toISOString() ?? null,
          },
        ],
  )
}
