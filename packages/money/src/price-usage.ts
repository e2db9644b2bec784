import { completeRateCard, ratesAt, type RateCard } from './rate-card.ts'

/** Token counts by class; each token is in exactly one class. */
export type TokenClasses = {
  inputTokens: number
  cacheReadTokens: number
  cacheWriteTokens: number
  cacheWrite1hTokens: number
  audioInputTokens: number
  imageInputTokens: number
  outputTokens: number
  reasoningTokens: number
  audioOutputTokens: number
  imageOutputTokens: number
}

const TOKENS_PER_RATE = 1_000_000n
/** One percent is 100 basis points. */
const BASIS_POINTS = 10_000n

const divideRoundingUp = (dividend: bigint, divisor: bigint): bigint => (dividend + divisor - 1n) / divisor

/**
 * The cost of a usage in nano-USD. Every class is priced once; the sum is rounded up once, at the end, so that
 * splitting a class in two never changes the cost.
 *
 * @param basisPoints only this share of it: 500 is 5 %
 * @throws RangeError when a token count is not a whole number
 * @example priceUsage({ ...noTokens, inputTokens: 10 }, { input: 2_500_000_000n, output: 10_000_000_000n }) // 25_000n
 */
export const priceUsage = (usage: TokenClasses, card: RateCard, basisPoints?: number): bigint => {
  const rates = completeRateCard(ratesAt(card, wholeInput(usage)))
  const sum =
    BigInt(usage.inputTokens) * rates.input +
    BigInt(usage.cacheReadTokens) * rates.cacheRead +
    BigInt(usage.cacheWriteTokens) * rates.cacheWrite +
    BigInt(usage.cacheWrite1hTokens) * rates.cacheWrite1h +
    BigInt(usage.audioInputTokens) * rates.audioInput +
    BigInt(usage.imageInputTokens) * rates.imageInput +
    BigInt(usage.outputTokens) * rates.output +
    BigInt(usage.reasoningTokens) * rates.reasoning +
    BigInt(usage.audioOutputTokens) * rates.audioOutput +
    BigInt(usage.imageOutputTokens) * rates.imageOutput
  if (basisPoints === undefined) return divideRoundingUp(sum, TOKENS_PER_RATE) + rates.request
  const whole = sum + rates.request * TOKENS_PER_RATE
  return divideRoundingUp(whole * BigInt(basisPoints), TOKENS_PER_RATE * BASIS_POINTS)
}

/** A share of an amount of nano-USD, rounded up. */
export const shareOf = (amountNanoUsd: bigint, basisPoints: number): bigint =>
  divideRoundingUp(amountNanoUsd * BigInt(basisPoints), BASIS_POINTS)

const wholeInput = (usage: TokenClasses): number =>
  usage.inputTokens +
  usage.cacheReadTokens +
  usage.cacheWriteTokens +
  usage.cacheWrite1hTokens +
  usage.audioInputTokens +
  usage.imageInputTokens
