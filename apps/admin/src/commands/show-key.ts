import type { ApiKeyRecord } from '@gptget/contracts'
import { showLimitAmount, showLimits } from './limit-options.ts'

/** A key for `--json`. */
export const showKey = (key: ApiKeyRecord) => ({
  key_id: key.keyId,
  account_id: key.accountId,
  name: key.name,
  label: key.label,
  models: key.allowedModels,
  ...showLimits(key),
  ...showLimitAmount('credit_limit', key.creditLimitNanoUsd),
  rights: key.rights ?? [],
  disabled: key.isDisabled === true,
  expires_at: key.expiresAt,
  revoked_at: key.revokedAt,
  created_at: key.createdAt,
})
