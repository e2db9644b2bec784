import { z } from 'zod'
import { actor } from './audit.ts'
import { defineBroadcast, defineCall, nanoUsd } from '../subject.ts'

const count = z.number().int().positive()

/** The limits of all keys of an account together; null: none. Days and months are in UTC. */
export const accountLimits = z.object({
  requestsPerMinute: count.nullable(),
  tokensPerMinute: count.nullable(),
  creditLimitPerDayNanoUsd: nanoUsd.nullable(),
  creditLimitPerMonthNanoUsd: nanoUsd.nullable(),
})
export type AccountLimits = z.output<typeof accountLimits>

/** Keys of an account that is not `active` are refused. `closed` is final. */
export const accountState = z.enum(['active', 'suspended', 'closed'])
export type AccountState = z.output<typeof accountState>

/** Additional rights of a key. `keys:manage`: manage the account's keys, and call no model. */
export const keyRight = z.enum(['keys:manage'])
export type KeyRight = z.output<typeof keyRight>

/** Whether a key manages the keys of its account, and so calls no model. */
export const isManagementKey = ({ rights }: { rights?: readonly KeyRight[] }): boolean =>
  rights?.includes('keys:manage') === true

/** Served by billing. Times are ISO 8601 in UTC; amounts nano-USD. */
export const apiKeyRecord = z.object({
  keyId: z.string(),
  accountId: z.string(),
  name: z.string(),
  /** The visible part of the key: `sk-getgpt-ab…wxyz`. */
  label: z.string(),
  /** null: every model. */
  allowedModels: z.array(z.string()).nullable(),
  ...accountLimits.shape,
  /** The most it may ever spend. */
  creditLimitNanoUsd: nanoUsd.nullable(),
  /** Omitted by a billing of an earlier release: none. */
  rights: z.array(keyRight).optional(),
  /** Refused until it is enabled again. Omitted by a billing of an earlier release: false. */
  isDisabled: z.boolean().optional(),
  expiresAt: z.string().nullable(),
  revokedAt: z.string().nullable(),
  createdAt: z.string(),
})
export type ApiKeyRecord = z.output<typeof apiKeyRecord>

/** null removes a limit; omitted fields stay. */
const limitChanges = accountLimits.partial()

const keyOptions = {
  name: z.string().min(1).max(200).optional(),
  allowedModels: z.array(z.string().min(1)).min(1).nullable().optional(),
  ...limitChanges.shape,
  creditLimitNanoUsd: nanoUsd.nullable().optional(),
  expiresAt: z.string().nullable().optional(),
}

/** The actor; default `OPERATOR`. A key must have the right, and belong to the account. */
const by = { actor: actor.optional() }

const byokKeyName = z.object({ byokKeyId: z.string(), provider: z.string() })

/** A key with everything that an edge must know to accept its requests. */
export const resolvedKey = apiKeyRecord.extend({
  account: accountLimits,
  accountState: accountState.optional(),
  /** The providers for which the account has its own key. */
  byokKeys: z.array(byokKeyName),
})
export type ResolvedKey = z.output<typeof resolvedKey>

/**
 * `hash` is the hex SHA-256 of the whole key. null: no such key (a revoked one is returned with `revokedAt`). For a
 * rotated secret, `expiresAt` is the time at which that secret ends.
 */
export const resolveKey = defineCall(
  'billing.keys.resolve',
  z.object({ hash: z.string().length(64) }),
  z.object({ key: resolvedKey.nullable() }),
)

export const createKey = defineCall(
  'billing.keys.create',
  z.object({ accountId: z.string(), ...keyOptions, rights: z.array(keyRight).optional(), ...by }),
  /** `apiKey` is shown only here. */
  z.object({ key: apiKeyRecord, apiKey: z.string() }),
)

/** Changes only the given fields. */
export const updateKey = defineCall(
  'billing.keys.update',
  z.object({
    accountId: z.string(),
    keyId: z.string(),
    ...keyOptions,
    isDisabled: z.boolean().optional(),
    ...by,
  }),
  z.object({ key: apiKeyRecord }),
)

/** The keys of an account, or of all accounts by the start of id or label; at most the 200 oldest. */
export const listKeys = defineCall(
  'billing.keys.list',
  z.union([z.object({ accountId: z.string() }), z.object({ prefix: z.string().min(1).max(200) })]),
  z.object({ keys: z.array(apiKeyRecord.extend({ usedNanoUsd: nanoUsd })) }),
)

export const revokeKey = defineCall(
  'billing.keys.revoke',
  z.object({ accountId: z.string(), keyId: z.string(), ...by }),
  z.object({ key: apiKeyRecord }),
)

/**
 * The same for edges, which call only on behalf of a management key: billing checks its right. So an edge can neither
 * act as an operator nor create a management key.
 */
const byKey = { actor: actor.extend({ kind: z.literal('key') }) }

export const createKeyByKey = defineCall(
  'billing.keys.create_by_key',
  createKey.request.omit({ rights: true }).extend(byKey),
  createKey.response,
)

export const updateKeyByKey = defineCall(
  'billing.keys.update_by_key',
  updateKey.request.extend(byKey),
  updateKey.response,
)

export const revokeKeyByKey = defineCall(
  'billing.keys.revoke_by_key',
  revokeKey.request.extend(byKey),
  revokeKey.response,
)

/** How long the previous secret stays valid. */
export const MOST_OVERLAP_SECONDS = 7 * 86_400

/** Gives a key a new secret, shown only here. The previous one stays valid for `overlapSeconds`. */
export const rotateKeyByKey = defineCall(
  'billing.keys.rotate_by_key',
  z.object({
    accountId: z.string(),
    keyId: z.string(),
    overlapSeconds: z.number().int().min(0).max(MOST_OVERLAP_SECONDS),
    ...byKey,
  }),
  z.object({ key: apiKeyRecord, apiKey: z.string(), overlapEndsAt: z.string() }),
)

const spentLately = { usedTodayNanoUsd: nanoUsd, usedThisMonthNanoUsd: nanoUsd }

/** A key and its spending so far, including usage settled up to the call. */
export const managedKey = apiKeyRecord.extend({
  usedNanoUsd: nanoUsd,
  usedThisWeekNanoUsd: nanoUsd,
  ...spentLately,
  /** The last day (UTC) on which it was charged, `2026-11-30`; null: none. An older version of billing omits it. */
  lastUsedOn: z.string().nullable().default(null),
})
export type ManagedKey = z.output<typeof managedKey>

/** One page of an account's keys, oldest first; with `keyId` only that one in any state, or none. */
export const readManagedKeys = defineCall(
  'billing.keys.read',
  z.object({
    accountId: z.string(),
    keyId: z.string().optional(),
    /** Whether to include disabled and revoked keys. */
    includesDisabled: z.boolean(),
    offset: z.number().int().min(0),
    limit: z.number().int().min(1).max(100),
  }),
  z.object({ keys: z.array(managedKey) }),
)

/** The spending of a key and its whole account so far, including usage settled up to the call. */
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
  z.object({ name: z.string().min(1).max(200), creditsNanoUsd: nanoUsd, ...by }),
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
  z.object({ accountId: z.string(), state: accountState, ...by }),
  z.object({ state: accountState }),
)

/** Sets the given limits (null: removes them). Without any it only reads. */
export const setAccountLimits = defineCall(
  'billing.accounts.limits',
  z.object({ accountId: z.string(), ...limitChanges.shape, ...by }),
  z.object({ limits: accountLimits, ...spentLately }),
)

/** What accounts were charged in the month that it is now, `2026-11` in UTC. What is not booked yet is not in it. */
export const readMonthlySpend = defineCall(
  'billing.accounts.monthly-spend',
  z.object({ accountIds: z.array(z.string()).max(500) }),
  z.object({
    month: z.string(),
    spend: z.array(z.object({ accountId: z.string(), usedNanoUsd: nanoUsd })),
  }),
)

/** Sent when the limits or the state of an account have changed. */
export const accountChanged = defineBroadcast('billing.accounts.changed', z.object({ accountId: z.string() }))

/** Sent when a key is created, changed or revoked. */
export const keyChanged = defineBroadcast(
  'billing.keys.changed',
  z.object({ keyId: z.string(), hash: z.string() }),
)
