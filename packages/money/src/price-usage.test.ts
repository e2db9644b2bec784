import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { priceUsage } from './price-usage.ts'
import type { RateCard } from './rate-card.ts'
import type { TokenClasses } from './token-classes.ts'

const costOf = (usage: TokenClasses, card: RateCard): bigint => priceUsage(usage, card).costNanoUsd

const noTokens: TokenClasses = {
  inputTokens: 0,
  cacheReadTokens: 0,
  cacheWriteTokens: 0,
  cacheWrite1hTokens: 0,
  audioInputTokens: 0,
  imageInputTokens: 0,
  outputTokens: 0,
  reasoningTokens: 0,
  audioOutputTokens: 0,
  imageOutputTokens: 0,
}

const tokens = fc.nat({ max: 2_000_000 })
const rate = fc.bigInt({ min: 0n, max: 10n ** 12n })
const anyUsage = fc.record({
  inputTokens: tokens,
  cacheReadTokens: tokens,
  cacheWriteTokens: tokens,
  cacheWrite1hTokens: tokens,
  audioInputTokens: tokens,
  imageInputTokens: tokens,
  outputTokens: tokens,
  reasoningTokens: tokens,
  audioOutputTokens: tokens,
  imageOutputTokens: tokens,
})
const fullCard = fc.record({
  input: rate,
  output: rate,
  cacheRead: rate,
  cacheWrite: rate,
  cacheWrite1h: rate,
  reasoning: rate,
  audioInput: rate,
  audioOutput: rate,
  imageInput: rate,
  imageOutput: rate,
  request: rate,
})

const classes = [
  ['inputTokens', 'input'],
  ['cacheReadTokens', 'cacheRead'],
  ['cacheWriteTokens', 'cacheWrite'],
  ['cacheWrite1hTokens', 'cacheWrite1h'],
  ['audioInputTokens', 'audioInput'],
  ['imageInputTokens', 'imageInput'],
  ['outputTokens', 'output'],
  ['reasoningTokens', 'reasoning'],
  ['audioOutputTokens', 'audioOutput'],
  ['imageOutputTokens', 'imageOutput'],
] as const

describe('priceUsage', () => {
  it('prices a plain request', () => {
    const card = { input: 2_500_000_000n, output: 10_000_000_000n }
    expect(costOf({ ...noTokens, inputTokens: 10, outputTokens: 3 }, card)).toBe(25_000n + 30_000n)
  })

  it.each(classes)('prices %s by the rate %s and no other', (count, name) => {
    fc.assert(
      fc.property(tokens, fullCard, (many, card) => {
        const exact = BigInt(many) * card[name]
        const cost = costOf({ ...noTokens, [count]: many }, card) - card.request
        expect(cost * 1_000_000n >= exact && (cost - 1n) * 1_000_000n < exact).toBe(true)
      }),
    )
  })

  it('falls back from a class to its parent class', () => {
    const card: RateCard = { input: 1_000_000n, output: 5_000_000n }
    const one = { ...noTokens }
    for (const name of [
      'cacheReadTokens',
      'cacheWriteTokens',
      'cacheWrite1hTokens',
      'audioInputTokens',
      'imageInputTokens',
    ])
      expect(costOf({ ...one, [name]: 1 }, card)).toBe(1n)
    for (const name of ['reasoningTokens', 'audioOutputTokens', 'imageOutputTokens'])
      expect(costOf({ ...one, [name]: 1 }, card)).toBe(5n)
    expect(costOf({ ...one, cacheWrite1hTokens: 1 }, { ...card, cacheWrite: 3_000_000n })).toBe(3n)
  })

  it('rounds up once, over all classes together', () => {
    const usage = { ...noTokens, inputTokens: 1, outputTokens: 1 }
    expect(costOf(usage, { input: 500_000n, output: 500_000n })).toBe(1n)
    expect(costOf(usage, { input: 500_000n, output: 500_001n })).toBe(2n)
  })

  it('never charges nothing for something, or something for nothing', () => {
    expect(costOf({ ...noTokens, inputTokens: 1 }, { input: 1n, output: 1n })).toBe(1n)
    expect(costOf(noTokens, { input: 1n, output: 1n })).toBe(0n)
    expect(costOf(noTokens, { input: 1n, output: 1n, request: 7n })).toBe(7n)
  })

  it('grows by at most one nano-dollar when usage is split in two', () => {
    fc.assert(
      fc.property(anyUsage, anyUsage, fullCard, (left, right, card) => {
        const flat = { ...card, request: 0n }
        const both = Object.fromEntries(
          Object.entries(left).map(([name, many]) => [name, many + right[name as keyof TokenClasses]]),
        ) as TokenClasses
        const apart = costOf(left, flat) + costOf(right, flat)
        const together = costOf(both, flat)
        expect(together <= apart && apart <= together + 1n).toBe(true)
      }),
    )
  })

  it('charges the whole request by the tier of its whole input, including cached tokens', () => {
    const card = {
      input: 1_000_000n,
      output: 2_000_000n,
      tiers: [{ above: 100, input: 10_000_000n, output: 20_000_000n }],
    }
    expect(costOf({ ...noTokens, inputTokens: 60, cacheReadTokens: 40, outputTokens: 1 }, card)).toBe(102n)
    expect(costOf({ ...noTokens, inputTokens: 61, cacheReadTokens: 40, outputTokens: 1 }, card)).toBe(1_030n)
    expect(costOf({ ...noTokens, outputTokens: 1_000 }, card)).toBe(2_000n)
  })
})
