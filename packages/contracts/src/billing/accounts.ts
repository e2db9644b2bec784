import { z } from 'zod'
import { defineBroadcast, defineCall, nanoUsd } from '../subject.ts'

const count = z.number().int().positive()

/** What all keys of an account may do together; null: as much as they like. Days and months are UTC's. */
export const accountLimits = z.object({
  requestsPerMinute: count.nullable(),
  tokensPerMinute: count.nullable(),
  creditLimitPerDayNanoUsd: nanoUsd.nullable(),
  creditLimitPerMonthNanoUsd: nanoUsd.nullable(),
})
export type AccountLimits = z.output<typeof accountLimits>

/** Keys of an account that is not `active` are refused. `closed` is for ever. */
export const accountState = z.enum(['active', 'suspended', 'closed'])
export type AccountState = z.output<typeof accountState>

/** Served by billing. Times are ISO 8601 in UTC; amounts nano-USD. */
export const apiKeyRecord = z.object({
  keyId: z.string(),
  accountId: z.string(),
  name: z.string(),
  /** What may be shown of the key: `sk-getgpt-ab…wxyz`. */
  label: z.string(),
  /** null: every model. */
  allowedModels: z.array(z.string()).nullable(),
  ...accountLimits.shape,
  /** The most it may ever spend. */
  creditLimitNanoUsd: nanoUsd.nullable(),
  expiresAt: z.string().nullable(),
  revokedAt: z.string().nullable(),
  createdAt: z.string(),
})
export type ApiKeyRecord = z.output<typeof apiKeyRecord>

/** null takes a limit away; what is left out stays as it is. */
const limitChanges = accountLimits.partial()

const keyOptions = {
  name: z.string().min(1).max(200).optional(),
  allowedModels: z.array(z.string().min(1)).min(1).nullable().optional(),
  ...limitChanges.shape,
  creditLimitNanoUsd: nanoUsd.nullable().optional(),
  expiresAt: z.string().nullable().optional(),
}

const byokKeyName = z.object({ byokKeyId: z.string(), provider: z.string() })

/** A key with all that an edge must know to admit a request of it. */
export const resolvedKey = apiKeyRecord.extend({
  account: accountLimits,
  accountState: accountState.optional(),
  /** The providers that the account has a key of its own for. */
  byokKeys: z.array(byokKeyName),
})
export type ResolvedKey = z.output<typeof resolvedKey>

/** `hash` is the hex SHA-256 of the whole key. null: no such key (a revoked one is returned with `revokedAt`). */
export const resolveKey = defineCall(
  'billing.keys.resolve',
  z.object({ hash: z.string().length(64) }),
  z.object({ key: resolvedKey.nullable() }),
)

export const createKey = defineCall(
  'billing.keys.create',
  z.object({ accountId: z.string(), ...keyOptions }),
  /** `apiKey` is shown this once. */
  z.object({ key: apiKeyRecord, apiKey: z.string() }),
)

/** Changes what is given and nothing else. */
export const updateKey = defineCall(
  'billing.keys.update',
  z.object({ accountId: z.string(), keyId: z.string(), ...keyOptions }),
  z.object({ key: apiKeyRecord }),
)

/** Of an account, or of all accounts those whose id or label begins so; the 200 oldest at most. */
export const listKeys = defineCall(
  'billing.keys.list',
  z.union([z.object({ accountId: z.string() }), z.object({ prefix: z.string().min(1).max(200) })]),
  z.object({ keys: z.array(apiKeyRecord.extend({ usedNanoUsd: nanoUsd })) }),
)

export const revokeKey = defineCall(
  'billing.keys.revoke',
  z.object({ accountId: z.string(), keyId: z.string() }),
  z.object({ key: apiKeyRecord }),
)

const spentLately = { usedTodayNanoUsd: nanoUsd, usedThisMonthNanoUsd: nanoUsd }

/** What a key and its whole account have spent so far, settled usage included up to the moment of the call. */
export const readKeyUsage = defineCall(
  'billing.keys.usage',
  z.object({ keyId: z.string(), accountId: z.string() }),
  z.object({
    usedNanoUsd: nanoUsd,
    usedThisWeekNanoUsd: nanoUsd,
    ...spentLately,
    account: z.object(spentLately),
  }),
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
        state: accountState,
        availableNanoUsd: nanoUsd,
        leasedNanoUsd: nanoUsd,
        heldNanoUsd: nanoUsd,
      }),
    ),
  }),
)

/** Suspends, resumes or closes an account. */
export const setAccountState = defineCall(
  'billing.accounts.state',
  z.object({ accountId: z.string(), state: accountState }),
  z.object({ state: accountState }),
)

/** Sets the limits that are given (null: takes them away). Without any it only reads. */
export const setAccountLimits = defineCall(
  'billing.accounts.limits',
  z.object({ accountId: z.string(), ...limitChanges.shape }),
  z.object({ limits: accountLimits, ...spentLately }),
)

/** Sent when what holds for all keys of an account has changed. */
export const accountChanged = defineBroadcast('billing.accounts.changed', z.object({ accountId: z.string() }))

/** Sent when a key is made, changed or revoked. */
export const keyChanged = defineBroadcast(
  'billing.keys.changed',
  z.object({ keyId: z.string(), hash: z.string() }),
)
