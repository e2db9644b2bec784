import { z } from 'zod'
import { defineBroadcast, defineCall, nanoUsd } from '../define.ts'

/** Served by billing. Times are ISO 8601 in UTC; amounts nano-USD. */
export const apiKeyRecord = z.object({
  keyId: z.string(),
  accountId: z.string(),
  name: z.string(),
  /** What may be shown of the key: `sk-getgpt-ab…wxyz`. */
  label: z.string(),
  /** null: every model. */
  allowedModels: z.array(z.string()).nullable(),
  requestsPerMinute: z.number().int().positive().nullable(),
  tokensPerMinute: z.number().int().positive().nullable(),
  creditLimitNanoUsd: nanoUsd.nullable(),
  expiresAt: z.string().nullable(),
  revokedAt: z.string().nullable(),
  createdAt: z.string(),
})
export type ApiKeyRecord = z.output<typeof apiKeyRecord>

const keyOptions = {
  name: z.string().min(1).max(200).optional(),
  allowedModels: z.array(z.string().min(1)).min(1).optional(),
  requestsPerMinute: z.number().int().positive().optional(),
  tokensPerMinute: z.number().int().positive().optional(),
  creditLimitNanoUsd: nanoUsd.optional(),
  expiresAt: z.string().optional(),
}

/** `hash` is the hex SHA-256 of the whole key. null: no such key (a revoked one is returned with `revokedAt`). */
export const resolveKey = defineCall(
  'billing.keys.resolve',
  z.object({ hash: z.string().length(64) }),
  z.object({ key: apiKeyRecord.nullable() }),
)

export const createKey = defineCall(
  'billing.keys.create',
  z.object({ accountId: z.string(), ...keyOptions }),
  /** `apiKey` is shown this once. */
  z.object({ key: apiKeyRecord, apiKey: z.string() }),
)

export const listKeys = defineCall(
  'billing.keys.list',
  z.object({ accountId: z.string() }),
  z.object({ keys: z.array(apiKeyRecord.extend({ usedNanoUsd: nanoUsd })) }),
)

export const revokeKey = defineCall(
  'billing.keys.revoke',
  z.object({ accountId: z.string(), keyId: z.string() }),
  z.object({ key: apiKeyRecord }),
)

/** What a key has spent so far, settled usage included up to the moment of the call. */
export const readKeyUsage = defineCall(
  'billing.keys.usage',
  z.object({ keyId: z.string() }),
  z.object({ usedNanoUsd: nanoUsd, usedTodayNanoUsd: nanoUsd, usedThisMonthNanoUsd: nanoUsd }),
)

export const createAccount = defineCall(
  'billing.accounts.create',
  z.object({ name: z.string().min(1).max(200), creditsNanoUsd: nanoUsd }),
  z.object({ accountId: z.string(), key: apiKeyRecord, apiKey: z.string() }),
)

export const listAccounts = defineCall(
  'billing.accounts.list',
  z.object({}),
  z.object({
    accounts: z.array(
      z.object({
        accountId: z.string(),
        name: z.string(),
        createdAt: z.string(),
        availableNanoUsd: nanoUsd,
        leasedNanoUsd: nanoUsd,
      }),
    ),
  }),
)

/** Sent when a key is made, changed or revoked. */
export const keyChanged = defineBroadcast(
  'billing.keys.changed',
  z.object({ keyId: z.string(), hash: z.string() }),
)
