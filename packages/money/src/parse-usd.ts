/** Nano-USD in one US dollar. */
export const NANO_PER_USD = 1_000_000_000n

const NANO_DIGITS = 9
const DECIMAL = /^(-?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d{1,3}))?$/

/**
 * Reads an amount of US dollars as nano-USD, digit by digit, without floating point. A number is read as its shortest
 * decimal text, which is what its author wrote.
 *
 * @throws RangeError if it is not a decimal, or is finer than a nano-dollar
 * @example parseUsd('1.00') // 1_000_000_000n
 */
export const parseUsd = (amount: string | number): bigint => {
  const text = String(amount).trim()
  const match = DECIMAL.exec(text)
  if (match === null) throw new RangeError(`"${text}" is not an amount of US dollars such as 1.50`)
  const [, sign, whole = '', fraction = '', exponent = '0'] = match
  const nano = shiftDecimal(`${whole}${fraction}`, Number(exponent) - fraction.length + NANO_DIGITS)
  if (nano === null) throw new RangeError(`"${text}" has more than ${NANO_DIGITS} decimals`)
  return sign === '-' ? -nano : nano
}

/**
 * Reads a price in US dollars per million tokens into a rate: nano-USD per million tokens.
 *
 * @throws RangeError when it is not a decimal, is negative, or is finer than a nano-dollar
 * @example parseUsdPerMillion('2.50') // 2_500_000_000n
 */
export const parseUsdPerMillion = (price: string | number): bigint => {
  const rate = parseUsd(price)
  if (rate < 0n) throw new RangeError(`a price cannot be negative: ${price}`)
  return rate
}

/** `digits` times ten to the power of `places`; null if that is not an integer. */
const shiftDecimal = (digits: string, places: number): bigint | null => {
  if (places >= 0) return BigInt(digits) * 10n ** BigInt(places)
  const divisor = 10n ** BigInt(-places)
  const value = BigInt(digits)
  return value % divisor === 0n ? value / divisor : null
}
