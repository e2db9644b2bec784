import type { ApiKeyRecord } from '@gptget/bus'
import { toUsdNumber } from '@gptget/money'

/** A key for `--json`. */
export const showKey = (key: ApiKeyRecord) => ({
  key_id: key.keyId,
  account_id: key.accountId,
  name: key.name,
  label: key.label,
  models: key.allowedModels,
  rpm: key.requestsPerMinute,
  tpm: key.tokensPerMinute,
  credit_limit: key.creditLimitNanoUsd === null ? null : toUsdNumber(key.creditLimitNanoUsd),
  credit_limit_nano_usd: key.creditLimitNanoUsd?.toString() ?? null,
  expires_at: key.expiresAt,
  revoked_at: key.revokedAt,
  created_at: key.createdAt,
})
