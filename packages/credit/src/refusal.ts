import { formatUsd } from '@gptget/money'
import { PublicError } from '@gptget/protocol'

export type Balance = { availableNanoUsd: bigint; leasedNanoUsd: bigint }

/** Why a request was not let through, with the numbers that would let it. */
export const creditRefusal = (
  reason: string | null,
  balance: Balance,
  neededNanoUsd: bigint,
): PublicError => {
  const isKeyLimit = reason === 'key_limit_exceeded'
  const needed = formatUsd(neededNanoUsd)
  const available = formatUsd(balance.availableNanoUsd)
  const metadata = {
    limit_source: isKeyLimit ? 'key_limit' : 'credits',
    needed_usd: needed,
    available_usd: available,
  }
  return isKeyLimit
    ? new PublicError(
        'key_limit_exceeded',
        `This request may cost up to $${needed}, more than is left of this API key's credit limit. Lower max_tokens or raise the limit.`,
        { metadata },
      )
    : new PublicError(
        'insufficient_credits',
        `This request may cost up to $${needed}, and $${available} is left. Lower max_tokens or add credits.`,
        { metadata },
      )
}
