import type { ApiKeyRecord } from '@gptget/contracts'

/** Whose credit: an account's, or that of one key with a credit limit of its own. */
export type CreditScopeId = { accountId: string; keyId: string | null }

type Limited = Pick<
  ApiKeyRecord,
  'creditLimitNanoUsd' | 'creditLimitPerDayNanoUsd' | 'creditLimitPerMonthNanoUsd'
>

/** Whether what a key spends must be lent to it alone, so that it can be counted against its limits. */
export const isCreditLimited = (key: Limited): boolean =>
  key.creditLimitNanoUsd !== null ||
  key.creditLimitPerDayNanoUsd !== null ||
  key.creditLimitPerMonthNanoUsd !== null

/** The scope a key spends from. */
export const creditScopeOf = (key: Limited & Pick<ApiKeyRecord, 'accountId' | 'keyId'>): CreditScopeId => ({
  accountId: key.accountId,
  keyId: isCreditLimited(key) ? key.keyId : null,
})
