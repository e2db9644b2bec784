import { NANO_PER_USD } from '@gptget/money'

const SMALL_WALLET_NANO_USD = 2n * NANO_PER_USD
const MAX_LEASE_NANO_USD = 25n * NANO_PER_USD

const smaller = (a: bigint, b: bigint): bigint => (a < b ? a : b)
const larger = (a: bigint, b: bigint): bigint => (a > b ? a : b)

/**
 * How much credit a lease gets, in nano-USD: what is wanted, or more to save the holder the next question: an
 * eighth of what is free. A small wallet gives little beyond the want, so that many edges can share a dollar.
 * `freeNanoUsd`: what the wallet and each limit that applies leave. 0n: one of them does not leave enough.
 */
export const sizeLease = (wantNanoUsd: bigint, freeNanoUsd: readonly bigint[]): bigint => {
  const limit = freeNanoUsd.reduce(smaller)
  if (limit < wantNanoUsd) return 0n
  const generous = smaller(limit / 8n, MAX_LEASE_NANO_USD)
  const sparing = larger(2n * wantNanoUsd, limit / 32n)
  const isSmall = limit < SMALL_WALLET_NANO_USD
  return larger(wantNanoUsd, isSmall ? smaller(generous, sparing) : generous)
}
