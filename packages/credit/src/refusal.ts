import type { CreditLimitSource, LeaseRefusal } from '@gptget/contracts'
import { formatUsd } from '@gptget/money'
import { PublicError } from '@gptget/errors'

/** What each limit is called to the caller who ran into it. */
const LIMITS: Record<Exclude<CreditLimitSource, 'credits'>, { of: 'key' | 'account'; name: string }> = {
  key_credit_limit: { of: 'key', name: "this API key's credit limit" },
  key_credit_limit_per_day: { of: 'key', name: "this API key's credit limit per day" },
  key_credit_limit_per_month: { of: 'key', name: "this API key's credit limit per month" },
  account_credit_limit_per_day: { of: 'account', name: "the account's credit limit per day" },
  account_credit_limit_per_month: { of: 'account', name: "the account's credit limit per month" },
}

/** Why a request was not let through: which limit, what is left of it, and when it begins anew. */
export const creditRefusal = (refusal: LeaseRefusal, neededNanoUsd: bigint): PublicError => {
  const { source, limitNanoUsd, availableNanoUsd, resetsAt } = refusal
  const needed = formatUsd(neededNanoUsd)
  const available = formatUsd(availableNanoUsd)
  const metadata = {
    limit_source: source === 'unknown_account' ? 'credits' : source,
    needed_usd: needed,
    available_usd: available,
    ...(limitNanoUsd === null ? {} : { limit_usd: formatUsd(limitNanoUsd) }),
    ...(resetsAt === null ? {} : { reset_at: resetsAt }),
  }
  if (source === 'credits' || source === 'unknown_account')
    return new PublicError(
      'insufficient_credits',
      `This request may cost up to $${needed}, and $${available} is left. Lower max_tokens or add credits.`,
      { metadata },
    )
  const { of, name } = LIMITS[source]
  const remedy = resetsAt === null ? ' or raise the limit' : `, raise the limit, or wait until ${resetsAt}`
  return new PublicError(
    of === 'key' ? 'key_limit_exceeded' : 'account_limit_exceeded',
    `This request may cost up to $${needed}, and $${available} is left of ${name} of $${formatUsd(limitNanoUsd ?? 0n)}. Lower max_tokens${remedy}.`,
    { metadata },
  )
}
