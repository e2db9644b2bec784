import { NANO_PER_USD } from '@gptget/money'

const SMALL_WALLET_NANO_USD = 2n * NANO_PER_USD
const MAX_LEASE_NANO_USD = 25n * NANO_PER_USD

const smaller = (a: bigint, b: bigint): bigint => (a < b ? a : b)
const larger = (a: bigint, b: bigint): bigint => (a > b ? a : b)

/**
 * How much credit a lease gets, in nano-USD: what is wanted, or more to save the holder the next question: an
 * eighth of what is free. A small wallet gives little beyond the want, so that many edges can share a dollar.
 * `ceilingNanoUsd` is what the key's own limit leaves; null without one. 0n: there is not enough.
 */
export const sizeLease = (input: {
  wantNanoUsd: bigint
  availableNanoUsd: bigint
  ceilingNanoUsd: bigint | null
}): bigint => {
  const { wantNanoUsd, availableNanoUsd, ceilingNanoUsd } = input
  const limit = ceilingNanoUsd === null ? availableNanoUsd : smaller(availableNanoUsd, ceilingNanoUsd)
  if (limit < wantNanoUsd) return 0n
  const generous = smaller(limit / 8n, MAX_LEASE_NANO_USD)
  const sparing = larger(2n * wantNanoUsd, limit / 32n)
  const isSmall = limit < SMALL_WALLET_NANO_USD
  return larger(wantNanoUsd, isSmall ? smaller(generous, sparing) : generous)
}
