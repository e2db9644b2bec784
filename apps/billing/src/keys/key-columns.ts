import type { AccountLimits } from '@gptget/contracts'
import { PublicError } from '@gptget/errors'
import { checkLimit, given, toLimitColumns } from '../db/limit-columns.ts'
import type { ApiKeyRow } from '../db/schema/accounts.ts'

/** The settings of a key. null removes a limit. */
export type KeyOptions = Partial<AccountLimits> & {
  name?: string
  allowedModels?: string[] | null
  creditLimitNanoUsd?: bigint | null
  isDisabled?: boolean
  expiresAt?: string | null
}

/** Options as columns: only the given ones. @throws PublicError invalid_request */
export const toKeyColumns = (options: KeyOptions): Partial<ApiKeyRow> =>
  given({
    name: options.name,
    allowed_models: options.allowedModels,
    ...toLimitColumns(options),
    credit_limit: checkLimit(options.creditLimitNanoUsd, 'credit_limit'),
    is_disabled: options.isDisabled,
    expires_at: parseExpiry(options.expiresAt),
  })

const parseExpiry = (expiresAt: string | null | undefined): Date | null | undefined => {
  if (expiresAt === undefined || expiresAt === null) return expiresAt
  const date = new Date(expiresAt)
  if (!Number.isNaN(date.getTime())) return date
  throw new PublicError('invalid_request', `"${expiresAt}" is not an ISO 8601 time.`, { param: 'expires_at' })
}
