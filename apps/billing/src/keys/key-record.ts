import type { ApiKeyRecord } from '@gptget/contracts'
import { toLimits } from '../db/limit-columns.ts'
import type { ApiKeyRow } from '../db/schema/accounts.ts'

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
