import type { ResolvedKey } from '@gptget/contracts'
import type { Limit } from './rate-limiter.ts'

const NONE: readonly Limit[] = []

/** The limits are cached as long as the key is the same object. */
const known = new WeakMap<ResolvedKey, readonly Limit[]>()

/** Every rate limit that a key's requests count against: its own and its account's. */
export const rateLimitsOf = (key: ResolvedKey): readonly Limit[] => {
  const limits = known.get(key) ?? collectLimits(key)
  known.set(key, limits)
  return limits
}

const collectLimits = (key: ResolvedKey): readonly Limit[] => {
  const { account } = key
  const isLimited =
    key.requestsPerMinute ?? key.tokensPerMinute ?? account.requestsPerMinute ?? account.tokensPerMinute
  if (isLimited === null) return NONE
  return [
    ...limit('key', key.keyId, 'requests', key.requestsPerMinute),
    ...limit('key', key.keyId, 'tokens', key.tokensPerMinute),
    ...limit('account', key.accountId, 'requests', account.requestsPerMinute),
    ...limit('account', key.accountId, 'tokens', account.tokensPerMinute),
  ]
}

const limit = (of: Limit['of'], id: string, kind: Limit['kind'], perMinute: number | null): Limit[] =>
  perMinute === null ? [] : [{ of, bucket: `${id}:${kind}`, kind, perMinute }]
