import type { CreditLimitSource, LeaseRefusal } from '@gptget/contracts'
import { formatUsd } from '@gptget/money'
import { PublicError } from '@gptget/errors'

/** The name of each limit for the caller. */
const LIMITS: Record<Exclude<CreditLimitSource, 'credits'>, { of: 'key' | 'account'; name: string }> = {
  key_credit_limit: { of: 'key', name: "this API key's credit limit" },
  key_credit_limit_per_day: { of: 'key', name: "this API key's credit limit per day" },
  key_credit_limit_per_month: { of: 'key', name: "this API key's credit limit per month" },
  account_credit_limit_per_day: { of: 'account', name: "the account's credit limit per day" },
  account_credit_limit_per_month: { of: 'account', name: "the account's credit limit per month" },
}

const codeOf = (source: LeaseRefusal['source']) => {
  if (source === 'credits' || source === 'unknown_account') return 'insufficient_credits'
  return LIMITS[source].of === 'key' ? 'key_limit_exceeded' : 'account_limit_exceeded'
}

/** Whether the credit exists and is only reserved: for running requests, most of which will need less. */
export const isInFlight = (
  { availableNanoUsd, leasedNanoUsd }: Pick<LeaseRefusal, 'availableNanoUsd' | 'leasedNanoUsd'>,
  neededNanoUsd: bigint,
): boolean => availableNanoUsd + leasedNanoUsd >= neededNanoUsd

/** After this, most of the credit that is reserved now has been released. */
const IN_FLIGHT_RETRY_MS = 1_000

/**
 * Why a request was refused: which limit, what is left of it, and when it resets. Of two kinds, by `metadata.reason`:
 * `in_flight` (retry in a moment) and `insufficient`.
 */
export const creditRefusal = (refusal: LeaseRefusal, neededNanoUsd: bigint): PublicError => {
  const { source, limitNanoUsd, availableNanoUsd, resetsAt } = refusal
  const needed = formatUsd(neededNanoUsd)
  const available = formatUsd(availableNanoUsd)
  const inFlight = isInFlight(refusal, neededNanoUsd)
  const metadata = {
    reason: inFlight ? 'in_flight' : 'insufficient',
    limit_source: source === 'unknown_account' ? 'credits' : source,
    needed_usd: needed,
    available_usd: available,
    ...(limitNanoUsd === null ? {} : { limit_usd: formatUsd(limitNanoUsd) }),
    ...(resetsAt === null ? {} : { reset_at: resetsAt }),
  }
  if (inFlight) return inFlightRefusal(refusal, neededNanoUsd, metadata)
  if (source === 'credits' || source === 'unknown_account')
    return new PublicError(
      'insufficient_credits',
      `This request may cost up to $${needed}, and $${available} is left. Lower max_tokens or add credits.`,
      { metadata },
    )
  const { name } = LIMITS[source]
  const remedy = resetsAt === null ? ' or raise the limit' : `, raise the limit, or wait until ${resetsAt}`
  return new PublicError(
    codeOf(source),
    `This request may cost up to $${needed}, and $${available} is left of ${name} of $${formatUsd(limitNanoUsd ?? 0n)}. Lower max_tokens${remedy}.`,
    { metadata },
  )
}

const inFlightRefusal = (
  { source, availableNanoUsd, leasedNanoUsd }: LeaseRefusal,
  neededNanoUsd: bigint,
  metadata: Record<string, string>,
): PublicError => {
  const needed = formatUsd(neededNanoUsd)
  const [available, leased] = [formatUsd(availableNanoUsd), formatUsd(leasedNanoUsd)]
  const of = source === 'credits' || source === 'unknown_account' ? '' : ` of ${LIMITS[source].name}`
  return new PublicError(
    codeOf(source),
    `This request may cost up to $${needed}. $${available}${of} is left, and $${leased} is set aside for requests in flight. Retry in a second, or lower max_tokens.`,
    { metadata, isRetryable: true, retryAfterMs: IN_FLIGHT_RETRY_MS },
  )
}
