import { NANO_PER_USD } from '@gptget/money'

const SMALL_WALLET_NANO_USD = 2n * NANO_PER_USD
const MAX_LEASE_NANO_USD = 25n * NANO_PER_USD

const smaller = (a: bigint, b: bigint): bigint => (a < b ? a : b)
const larger = (a: bigint, b: bigint): bigint => (a > b ? a : b)

/**
 * The size of a lease in nano-USD: the requested amount, or more to save the next call: an eighth of what is free. A
 * small wallet lends little more than requested, so that many edges can share a dollar. `freeNanoUsd`: what the wallet
 * and each limit leave. 0n: one of them does not leave enough.
 */
export const sizeLease = (wantNanoUsd: bigint, freeNanoUsd: readonly bigint[]): bigint => {
  const limit = freeNanoUsd.reduce(smaller)
  if (limit < wantNanoUsd) return 0n
  const generous = smaller(limit / 8n, MAX_LEASE_NANO_USD)
  const sparing = larger(2n * wantNanoUsd, limit / 32n)
  const isSmall = limit < SMALL_WALLET_NANO_USD
  return larger(wantNanoUsd, isSmall ? smaller(generous, sparing) : generous)
}
