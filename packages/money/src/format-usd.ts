import { NANO_PER_USD } from './parse-usd.ts'

/**
 * An amount of nano-USD as exact decimal text, with at least the cents.
 *
 * @example formatUsd(123_000n) // '0.000123'
 */
export const formatUsd = (amountNanoUsd: bigint): string => {
  const size = amountNanoUsd < 0n ? -amountNanoUsd : amountNanoUsd
  const fraction = (size % NANO_PER_USD).toString().padStart(9, '0').replace(/0+$/, '').padEnd(2, '0')
  return `${amountNanoUsd < 0n ? '-' : ''}${size / NANO_PER_USD}.${fraction}`
}

/** An amount of nano-USD as the nearest JSON number of US dollars: to show, never to calculate with. */
export const toUsdNumber = (amountNanoUsd: bigint): number => Number(formatUsd(amountNanoUsd))
