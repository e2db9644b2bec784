import type { ApiKeyRecord } from '@gptget/contracts'

/** The owner of credit: an account, or one key with its own credit limit. */
export type CreditScopeId = { accountId: string; keyId: string | null }

type Limited = Pick<
  ApiKeyRecord,
  'creditLimitNanoUsd' | 'creditLimitPerDayNanoUsd' | 'creditLimitPerMonthNanoUsd'
>

/** Whether a key needs separate leases, so that its spending can be counted against its limits. */
export const isCreditLimited = (key: Limited): boolean =>
  key.creditLimitNanoUsd !== null ||
  key.creditLimitPerDayNanoUsd !== null ||
  key.creditLimitPerMonthNanoUsd !== null

/** The scope from which a key spends. */
export const creditScopeOf = (key: Limited & Pick<ApiKeyRecord, 'accountId' | 'keyId'>): CreditScopeId => ({
  accountId: key.accountId,
  keyId: isCreditLimited(key) ? key.keyId : null,
})
